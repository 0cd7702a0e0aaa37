/** Queues and topics as targets, against a real server of both protocols: fauxqs. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ReceiveMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs'
import { startFauxqs, type FauxqsServer } from 'fauxqs'
import { deadLetters } from '../deliveries/dead-letters.ts'
import { awsTargets, type AwsTargets } from './aws-targets.ts'

const region = 'us-east-1'
const arn = (queue: string) => `arn:aws:sqs:${region}:000000000000:${queue}`

let server: FauxqsServer
let aws: AwsTargets
let client: SQSClient

before(async () => {
  server = await startFauxqs({ port: 0, logger: false })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const endpoints = { sns: server.address, sqs: server.address }
  aws = awsTargets({ endpoints, credentials, environment: {} })
  client = new SQSClient({ endpoint: server.address, region, credentials })
})
after(async () => {
  client.destroy()
  await server.stop()
})

async function received(QueueUrl: string): Promise<readonly Message[]> {
  const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
  return (await client.send(new ReceiveMessageCommand(asked))).Messages ?? []
}

test('a queue is found by its ARN and by its URL', async () => {
  const { queueUrl } = server.createQueue('inbox')
  const message = { region, groupId: 'g', deduplicationId: 'd' }
  assert.equal(await aws.sendToQueue({ ...message, queue: arn('inbox'), body: 'by arn' }), 'arrived')
  assert.equal(await aws.sendToQueue({ ...message, queue: queueUrl, body: 'by url' }), 'arrived')
  const bodies = (await received(queueUrl)).map(({ Body: body }) => body!)
  assert.deepEqual(new Set(bodies), new Set(['by arn', 'by url']))
})

test('a FIFO queue takes an event that is sent again once', async () => {
  const attributes = { FifoQueue: 'true' }
  const { queueUrl } = server.createQueue('ordered.fifo', { attributes })
  const message = {
    queue: arn('ordered.fifo'),
    region,
    body: 'one',
    groupId: 'execution',
    deduplicationId: 'event',
  }
  assert.equal(await aws.sendToQueue(message), 'arrived')
  assert.equal(await aws.sendToQueue(message), 'arrived')
  assert.equal((await received(queueUrl)).length, 1)
})

test('a queue or topic that is not there is said, and not tried again', async () => {
  const message = { region, body: 'x', groupId: 'g', deduplicationId: 'd' }
  const queue = await aws.sendToQueue({ ...message, queue: arn('nowhere') })
  assert.ok(queue !== 'arrived' && queue.isFinal)
  assert.match(queue.message, /^SendMessage to arn:aws:sqs:us-east-1:000000000000:nowhere: /)
  const topic = await aws.publish({ ...message, topicArn: `arn:aws:sns:${region}:000000000000:nowhere` })
  assert.ok(topic !== 'arrived' && topic.isFinal)
  const topicArn = server.createTopic('news').topicArn
  assert.equal(await aws.publish({ ...message, topicArn }), 'arrived')
})

test('a server that does not answer is tried again', async () => {
  const endpoints = { sqs: 'http://127.0.0.1:1' }
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const away = awsTargets({ endpoints, credentials, environment: {} })
  const queue = 'http://127.0.0.1:1/000000000000/q'
  const failed = await away.sendToQueue({ queue, region, body: 'x', groupId: 'g', deduplicationId: 'd' })
  assert.ok(failed !== 'arrived' && !failed.isFinal)
})

test('a dead event comes with the reasons that AWS gives', async () => {
  const { queueUrl } = server.createQueue('dead')
  const bury = deadLetters(aws, { queue: arn('dead'), region, ruleArn: 'rule', targetArn: 'target' })
  const delivery = {
    id: 7,
    queue: 'rule:a',
    account: '000000000000',
    createdAt: 1,
    attempts: 3,
    event: '{"id":"e"}',
  }
  const why = { code: 'HTTP_500', message: 'no', isFinal: false, exhausted: 'MaximumRetryAttempts' } as const
  assert.equal(await bury(delivery, why), 'arrived')
  const [message] = await received(queueUrl)
  assert.equal(message!.Body, '{"id":"e"}')
  const attributes = Object.entries(message!.MessageAttributes!).map(([name, { StringValue: text }]) => [
    name,
    text,
  ])
  assert.deepEqual(Object.fromEntries(attributes), {
    RULE_ARN: 'rule',
    TARGET_ARN: 'target',
    ERROR_CODE: 'HTTP_500',
    ERROR_MESSAGE: 'no',
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    RETRY_ATTEMPTS: '3',
  })
})
