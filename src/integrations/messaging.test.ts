/** SNS and SQS against a real server of both protocols: fauxqs, started on a free port. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startFauxqs, type FauxqsServer } from 'fauxqs'
import { AslError, isObject, type Json, type JsonObject } from '#base'
import { integrationContract, taskCall } from './contract.ts'
import type { Integration, TaskCall } from './port.ts'
import type { AwsAccess } from './service-client.ts'
import { snsIntegration } from './sns.ts'
import { sqsIntegration } from './sqs.ts'

let server: FauxqsServer
let sns: Integration
let sqs: Integration

before(async () => {
  server = await startFauxqs({ port: 0, logger: false })
  const access: AwsAccess = {
    endpoints: { sns: server.address, sqs: server.address },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    environment: {},
  }
  sns = snsIntegration(access)
  sqs = sqsIntegration(access)
})

after(() => server.stop())

// The integration itself does not read what it is called; that is for the sender of tasks.
function call(parameters: Json, idempotencyKey = 'task-1/0'): TaskCall {
  return taskCall({ service: 'sns', action: 'publish' }, parameters, { idempotencyKey })
}

integrationContract('sns', async () => {
  server.createTopic('contract')
  return {
    integration: sns,
    action: 'publish',
    succeeds: { TopicArn: topicArn('contract'), Message: 'x' },
    fails: { TopicArn: topicArn('nowhere'), Message: 'x' },
    error: /^SNS\.NotFoundException$/,
  }
})

integrationContract('sqs', async () => {
  const { queueUrl } = server.createQueue('contract')
  return {
    integration: sqs,
    action: 'sendMessage',
    succeeds: { QueueUrl: queueUrl, MessageBody: 'x' },
    fails: { QueueUrl: `${queueUrl}-not`, MessageBody: 'x' },
    error: /^SQS\.QueueDoesNotExistException$/,
  }
})

async function succeed(integration: Integration, sent: TaskCall): Promise<JsonObject> {
  const outcome = await integration.call(sent)
  if (outcome instanceof AslError) assert.fail(`${outcome.error}: ${outcome.cause}`)
  assert(isObject(outcome.output))
  return outcome.output
}

async function fail(integration: Integration, sent: TaskCall): Promise<AslError> {
  const outcome = await integration.call(sent)
  assert(outcome instanceof AslError, 'expected an error')
  return outcome
}

function bodies(queue: string): readonly string[] {
  return server.inspectQueue(queue)!.messages.ready.map((message) => message.body)
}

const topicArn = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`

test('a published message reaches the queue that is subscribed to its topic', async () => {
  server.createTopic('events')
  server.createQueue('inbox')
  server.subscribe({ topic: 'events', queue: 'inbox', attributes: { RawMessageDelivery: 'true' } })
  const output = await succeed(sns, call({ TopicArn: topicArn('events'), Message: 'hello' }))
  assert.deepEqual(bodies('inbox'), ['hello'])
  assert.match(output['MessageId'] as string, /^[0-9a-f-]{36}$/)
})

test('a Message and a MessageBody that are no text are sent as their JSON', async () => {
  server.createTopic('documents')
  const { queueUrl } = server.createQueue('documents')
  server.subscribe({ topic: 'documents', queue: 'documents', attributes: { RawMessageDelivery: 'true' } })
  await succeed(sns, call({ TopicArn: topicArn('documents'), Message: { a: [1, null] } }))
  await succeed(sqs, call({ QueueUrl: queueUrl, MessageBody: true }))
  await succeed(sqs, call({ QueueUrl: queueUrl, MessageBody: { n: JSON.rawJSON('1.0') } }))
  assert.deepEqual(bodies('documents'), ['{"a":[1,null]}', 'true', '{"n":1.0}'])
})

test("the answer has the service's members and the SDK metadata in AWS's spelling", async () => {
  const { queueUrl } = server.createQueue('metadata')
  const output = await succeed(sqs, call({ QueueUrl: queueUrl, MessageBody: 'x' }))
  assert.deepEqual(Object.keys(output).toSorted(), [
    'MD5OfMessageBody',
    'MessageId',
    'SdkHttpMetadata',
    'SdkResponseMetadata',
  ])
  const http = output['SdkHttpMetadata'] as JsonObject
  const requestId = (output['SdkResponseMetadata'] as JsonObject)['RequestId']
  const headers = http['HttpHeaders'] as JsonObject
  assert.equal(http['HttpStatusCode'], 200)
  assert.equal(headers['x-amzn-RequestId'], requestId)
  assert.equal(headers['connection'], 'keep-alive')
  assert.match(headers['Content-Type'] as string, /^application\/x-amz-json-1.0/)
  assert.match(headers['Content-Length'] as string, /^\d+$/)
  assert.deepEqual((http['AllHttpHeaders'] as JsonObject)['Content-Length'], [headers['Content-Length']])
})

test('message attributes arrive, binary ones as their bytes', async () => {
  const { queueUrl } = server.createQueue('attributes')
  const attributes = {
    kind: { DataType: 'String', StringValue: 'photo' },
    thumb: { DataType: 'Binary', BinaryValue: 'AAEC' },
  }
  await succeed(sqs, call({ QueueUrl: queueUrl, MessageBody: 'x', MessageAttributes: attributes }))
  const message = server.inspectQueue('attributes')!.messages.ready[0]!
  assert.equal(message.messageAttributes['kind']?.StringValue, 'photo')
  assert.equal(message.messageAttributes['thumb']?.BinaryValue, 'AAEC')
})

test('a task that is sent again puts one message into a FIFO queue', async () => {
  const { queueUrl } = server.createQueue('orders.fifo', { attributes: { FifoQueue: 'true' } })
  const parameters = { QueueUrl: queueUrl, MessageBody: 'order', MessageGroupId: 'g' }
  const first = await succeed(sqs, call(parameters))
  const second = await succeed(sqs, call(parameters))
  const other = await succeed(sqs, call(parameters, 'task-1/1'))
  assert.equal(second['MessageId'], first['MessageId'])
  assert.notEqual(other['MessageId'], first['MessageId'])
  assert.equal(typeof first['SequenceNumber'], 'string')
})

test('a task that is published again to a FIFO topic arrives once', async () => {
  server.createTopic('orders.fifo', { attributes: { FifoTopic: 'true' } })
  server.createQueue('from-topic.fifo', { attributes: { FifoQueue: 'true' } })
  server.subscribe({ topic: 'orders.fifo', queue: 'from-topic.fifo' })
  const published = call({ TopicArn: topicArn('orders.fifo'), Message: 'order', MessageGroupId: 'g' })
  await succeed(sns, published)
  await succeed(sns, published)
  assert.equal(bodies('from-topic.fifo').length, 1)
})

test("a topic or queue that is not there is the service's own exception", async () => {
  const topic = await fail(sns, call({ TopicArn: topicArn('nowhere'), Message: 'x' }))
  assert.equal(topic.error, 'SNS.NotFoundException')
  assert.match(
    topic.cause!,
    /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: \S+; Proxy: null\)$/,
  )
  const queue = await fail(sqs, call({ QueueUrl: `${server.address}/000000000000/no`, MessageBody: 'x' }))
  assert.equal(queue.error, 'SQS.QueueDoesNotExistException')
  assert.match(
    queue.cause!,
    /^The specified queue does not exist. \(Service: AmazonSQS; Status Code: 400; Error Code: AWS.SimpleQueueService.NonExistentQueue; /,
  )
})

test('an error outside the model of the service has the name of its base exception', async () => {
  const { queueUrl } = server.createQueue('strict.fifo', { attributes: { FifoQueue: 'true' } })
  const error = await fail(sqs, call({ QueueUrl: queueUrl, MessageBody: 'x' }))
  assert.equal(error.error, 'SQS.AmazonSQSException')
  assert.match(
    error.cause!,
    /MessageGroupId.* \(Service: AmazonSQS; Status Code: 400; Error Code: \S*MissingParameter;/,
  )
})

test('a FIFO topic without a group id is refused in the words recorded on AWS', async () => {
  server.createTopic('groups.fifo', { attributes: { FifoTopic: 'true' } })
  const error = await fail(sns, call({ TopicArn: topicArn('groups.fifo'), Message: 'x' }))
  assert.equal(error.error, 'SNS.InvalidParameterException')
  assert.match(error.cause!, /The MessageGroupId parameter is required for FIFO topics/)
})

test('a service that cannot be reached is an SdkClientException', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const refused = sqsIntegration({ endpoints: { sqs: 'http://127.0.0.1:1' }, credentials, environment: {} })
  const sent = call({ QueueUrl: 'http://127.0.0.1:1/000000000000/q', MessageBody: 'x' })
  const error = await fail(refused, sent)
  assert.equal(error.error, 'SQS.SdkClientException')
  assert.equal(
    error.cause,
    'Unable to execute HTTP request: Connect to 127.0.0.1:1 failed: Connection refused',
  )
})

test('a field that the action lacks, a missing one and one of another type are named before anything is sent', async () => {
  const error = await fail(sqs, call({ QueueUrl: 7, Body: 'x' }))
  assert.equal(error.error, 'States.Runtime')
  assert.equal(
    error.cause,
    `The Parameters '{"QueueUrl":7,"Body":"x"}' could not be used to start the Task: [` +
      `The field 'Body' is not supported by Step Functions, The required field 'MessageBody' is missing, ` +
      `The value of the field 'QueueUrl' has an invalid format]`,
  )
})

test('the endpoint of a service comes from its own variable, else from the common one', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_SQS: server.address }
  const { queueUrl } = server.createQueue('by-variable')
  await succeed(sqsIntegration({ credentials, environment }), call({ QueueUrl: queueUrl, MessageBody: 'x' }))
  assert.deepEqual(bodies('by-variable'), ['x'])
  const common = snsIntegration({ credentials, environment })
  const error = await fail(common, call({ TopicArn: topicArn('events'), Message: 'x' }))
  assert.equal(error.error, 'SNS.SdkClientException')
})
