/** The real process of the local services, in a directory of its own. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { ServicesConfig } from './local-services-protocol.ts'
import { startLocalServices, type LocalServicesOptions } from './local-services.ts'

const config: ServicesConfig = {
  port: 0,
  buckets: ['uploads'],
  topics: [{ name: 'events' }],
  queues: [{ name: 'inbox' }],
  subscriptions: [{ topic: 'events', queue: 'inbox' }],
  tables: [{ name: 'orders', partitionKey: { name: 'id', type: 'S' } }],
}

async function dataDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-services-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function start(t: TestContext, over: Partial<LocalServicesOptions> = {}) {
  const log = { info: () => {}, error: () => {} }
  const directory = over.dataDirectory ?? (await dataDirectory(t))
  const options = { dataDirectory: directory, region: 'us-east-1', config, log, ...over }
  const services = await startLocalServices(options)
  t.after(() => services.stop())
  const access = { region: 'us-east-1', credentials: services.credentials }
  return {
    services,
    directory,
    s3: new S3Client({ ...access, endpoint: services.endpoints.s3, forcePathStyle: true }),
    sns: new SNSClient({ ...access, endpoint: services.endpoints.sns }),
    sqs: new SQSClient({ ...access, endpoint: services.endpoints.sqs }),
    dynamodb: new DynamoDBClient({ ...access, endpoint: services.endpoints.dynamodb }),
  }
}

test('the buckets, topics, queues and subscriptions of the configuration are there from the start', async (t) => {
  const { s3, sns, sqs, services } = await start(t)
  await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'a', Body: 'hello' }))
  await sns.send(
    new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:events', Message: 'done' }),
  )
  const QueueUrl = `${services.endpoints.sqs}/000000000000/inbox`
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }))
  assert.equal(JSON.parse(Messages![0]!.Body!).Message, 'done')
})

test('what was stored is there after a restart, and the configuration may be the same or larger', async (t) => {
  const first = await start(t)
  await first.s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'a', Body: 'hello' }))
  await first.services.stop()
  const larger = { ...config, buckets: ['uploads', 'more'] }
  const second = await start(t, { dataDirectory: first.directory, config: larger })
  const object = await second.s3.send(new GetObjectCommand({ Bucket: 'uploads', Key: 'a' }))
  assert.equal(await object.Body!.transformToString(), 'hello')
  await second.s3.send(new PutObjectCommand({ Bucket: 'more', Key: 'b', Body: 'x' }))
})

test('the tables of the configuration are there, with their items after a restart and after a crash', async (t) => {
  const ready = Promise.withResolvers<void>()
  let starts = 0
  const log = { info: () => void (++starts === 2 && ready.resolve()), error: () => {} }
  const first = await start(t, { log })
  const Item = { id: { S: '1' }, total: { N: '5' } }
  await first.dynamodb.send(new PutItemCommand({ TableName: 'orders', Item }))
  process.kill(first.services.processId, 'SIGKILL')
  await ready.promise
  const get = new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } })
  assert.deepEqual((await first.dynamodb.send(get)).Item, Item)
  await first.services.stop()
  const second = await start(t, { dataDirectory: first.directory })
  assert.deepEqual((await second.dynamodb.send(get)).Item, Item)
})

test('every upload is told of', async (t) => {
  const uploads: unknown[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const uploaded = (upload: unknown) => void (uploads.push(upload) === 2 && resolve())
  const { s3 } = await start(t, { uploaded })
  await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'in/a b.jpg', Body: 'x' }))
  await s3.send(new GetObjectCommand({ Bucket: 'uploads', Key: 'in/a b.jpg' }))
  await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'c', Body: 'y' }))
  await promise
  assert.deepEqual(uploads, [
    { bucket: 'uploads', key: 'in/a b.jpg' },
    { bucket: 'uploads', key: 'c' },
  ])
})

test('services that crash are started again at the same address, with what was stored', async (t) => {
  const ready = Promise.withResolvers<void>()
  let starts = 0
  const log = { info: () => void (++starts === 2 && ready.resolve()), error: () => {} }
  const { services, s3 } = await start(t, { log })
  await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'a', Body: 'hello' }))
  process.kill(services.processId, 'SIGKILL')
  await ready.promise
  const object = await s3.send(new GetObjectCommand({ Bucket: 'uploads', Key: 'a' }))
  assert.equal(await object.Body!.transformToString(), 'hello')
})

test('they listen for this machine only', async (t) => {
  const { services } = await start(t)
  const ports = [services.endpoints.s3, services.endpoints.dynamodb].map((url) => new URL(url).port)
  const addresses = Object.values(networkInterfaces()).flat()
  const outside = addresses.filter((address) => address?.family === 'IPv4' && !address.internal)
  if (outside.length === 0) return t.skip('this machine has no other address than its own')
  for (const port of ports)
    for (const address of outside) await assert.rejects(fetch(`http://${address!.address}:${port}/health`))
  assert.equal((await fetch(`${services.endpoints.s3}/health`)).status, 200)
})

test('a port that was asked for and is taken is said, with what to do', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.after(() => other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await assert.rejects(start(t, { config: { ...config, port } }), {
    name: 'UserError',
    message: new RegExp(`^port ${port} for the local services is in use.*services\\.port`),
  })
})

test('the second server on the same data waits for the first one to end', async (t) => {
  const first = await start(t)
  const second = start(t, { dataDirectory: first.directory })
  await first.s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'a', Body: 'hello' }))
  await first.services.stop()
  const { s3 } = await second
  const object = await s3.send(new GetObjectCommand({ Bucket: 'uploads', Key: 'a' }))
  assert.equal(await object.Body!.transformToString(), 'hello')
})
