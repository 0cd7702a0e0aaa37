/** The SDK integrations against real servers of S3, SQS and SNS: fauxqs, started on a free port. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startFauxqs, type FauxqsServer } from 'fauxqs'
import { AslError, isObject, type Json, type JsonObject, type Outcome } from '#base'
import { taskCall } from '../contract.ts'
import type { Integration, TaskAnswer, TaskCall } from '../port.ts'
import { awsSdkIntegration } from './aws-sdk.ts'

let server: FauxqsServer
let sdk: Integration

before(async () => {
  server = await startFauxqs({ port: 0, logger: false })
  const { address } = server
  sdk = awsSdkIntegration({
    endpoints: { s3: address, sqs: address, sns: address },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    environment: {},
  })
  await outputOf(call('s3:createBucket', { Bucket: 'bucket' }))
})

after(() => server.stop())

function call(
  resource: string,
  parameters: Json,
  more: Partial<Omit<TaskCall, 'submission'>> = {},
): Promise<Outcome<TaskAnswer>> {
  const [service, action] = resource.split(':') as [string, string]
  return sdk.call(taskCall({ service, action, sdk: true }, parameters, more))
}

async function outputOf(answer: Promise<Outcome<TaskAnswer>>): Promise<JsonObject> {
  const outcome = await answer
  if (outcome instanceof AslError) assert.fail(`${outcome.error}: ${outcome.cause}`)
  assert(isObject(outcome.output))
  return outcome.output
}

async function errorOf(answer: Promise<Outcome<TaskAnswer>>): Promise<AslError> {
  const outcome = await answer
  assert(outcome instanceof AslError, 'expected an error')
  return outcome
}

const objects: readonly (readonly [string, Json, string])[] = [
  ['a text', 'text data', '"text data"'],
  ['an empty text', '', '""'],
  ['text beyond ASCII', 'grüße 🪜', '"grüße 🪜"'],
  ['a number', 0, '0'],
  ['false', false, 'false'],
  ['an object', { a: [1, null] }, '{"a":[1,null]}'],
]

for (const [what, body, text] of objects) {
  test(`a Body that is ${what} is stored as its JSON, and comes back as a text`, async () => {
    await outputOf(call('s3:putObject', { Bucket: 'bucket', Key: what, Body: body }))
    const got = await outputOf(call('s3:getObject', { Bucket: 'bucket', Key: what }))
    assert.equal(got['Body'], text)
    assert.equal(got['ContentLength'], Buffer.byteLength(text))
    assert.equal(got['ContentType'], 'text/plain; charset=UTF-8')
    assert.match(got['LastModified'] as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/)
    assert.equal(got['$metadata'], undefined)
  })
}

test('bytes that are no text come back in base64', async () => {
  server.createBucket('bytes')
  const { S3Client, PutObjectCommand } = await import('@aws-sdk/client-s3')
  const s3 = new S3Client({
    endpoint: server.address,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  await s3.send(new PutObjectCommand({ Bucket: 'bytes', Key: 'k', Body: Buffer.from([0xff, 0xfe, 0]) }))
  s3.destroy()
  const got = await outputOf(call('s3:getObject', { Bucket: 'bytes', Key: 'k' }))
  assert.equal(got['Body'], '//4A')
})

test('lists and nested members come back with their names', async () => {
  await outputOf(call('s3:createBucket', { Bucket: 'listed' }))
  await outputOf(call('s3:putObject', { Bucket: 'listed', Key: 'a', Body: 'x' }))
  const { Contents } = await outputOf(call('s3:listObjectsV2', { Bucket: 'listed' }))
  const [first] = Contents as readonly JsonObject[]
  assert.deepEqual([first!['Key'], first!['Size']], ['a', '"x"'.length])
})

test("an error has the name of the service's model, with Exception at its end", async () => {
  const noBucket = await errorOf(call('s3:listObjects', { Bucket: 'no-such-bucket' }))
  assert.equal(noBucket.error, 'S3.NoSuchBucketException')
  assert.match(noBucket.cause ?? '', /^.+ \(Service: S3, Status Code: 404, Request ID: [^,]+/)
  const noKey = await errorOf(call('s3:getObject', { Bucket: 'bucket', Key: 'nowhere' }))
  assert.equal(noKey.error, 'S3.NoSuchKeyException')
  const head = await errorOf(call('s3:headObject', { Bucket: 'bucket', Key: 'nowhere' }))
  assert.equal(head.error, 'S3.NoSuchKeyException')
})

test("members have the names of the SDK for Java, and the model's own are taken as well", async () => {
  const { QueueUrl } = await outputOf(call('sqs:createQueue', { QueueName: 'java' }))
  const sent = await outputOf(call('sqs:sendMessage', { QueueUrl: QueueUrl!, MessageBody: 'x' }))
  assert.deepEqual(Object.keys(sent).toSorted(), ['Md5OfMessageBody', 'MessageId'])
})

test('a field that the action lacks and one that cannot be what it is are refused', async () => {
  const unknown = await errorOf(call('s3:getObject', { Bucket: 'bucket', Key: 'k', Nothing: 1 }))
  assert.equal(unknown.error, 'States.Runtime')
  assert.match(unknown.cause ?? '', /The field 'Nothing' is not supported by Step Functions/)
  const wrong = await errorOf(call('s3:listObjectsV2', { Bucket: 'bucket', MaxKeys: 'many' }))
  assert.match(wrong.cause ?? '', /The value of the field 'MaxKeys' has an invalid format/)
})

test('an action that the client does not have is said by its name', async () => {
  const { cause } = await errorOf(call('s3:fetchObject', {}))
  assert.match(cause ?? '', /@aws-sdk\/client-s3, as it is installed, has no action 'fetchObject'/)
})

test('a client that is not installed is named with the line that installs it', async () => {
  const { error, cause } = await errorOf(call('groundstation:listConfigs', {}))
  assert.equal(error, 'States.TaskFailed')
  assert.match(cause ?? '', /npm install @aws-sdk\/client-groundstation$/)
})

test('what AWS leaves out is left out', async () => {
  const { cause } = await errorOf(call('sts:assumeRole', { RoleArn: 'r' }))
  assert.match(cause ?? '', /has no SDK integration aws-sdk:sts:assumeRole/)
})

test('a service that cannot be reached is a client error', async () => {
  const away = awsSdkIntegration({
    endpoints: { s3: 'http://127.0.0.1:1' },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    environment: {},
  })
  const sent = taskCall({ service: 's3', action: 'listBuckets', sdk: true }, {})
  const { error, cause } = await errorOf(away.call(sent))
  assert.equal(error, 'S3.SdkClientException')
  assert.match(cause ?? '', /^Unable to execute HTTP request: Connect to 127\.0\.0\.1:1 failed/)
})

test('a call whose signal is aborted ends', async () => {
  await errorOf(call('s3:listBuckets', {}, { signal: AbortSignal.abort(new Error('stopped')) }))
})

test('a route decides where a service of a region or an account is', async () => {
  const routed = awsSdkIntegration({
    routes: [
      { service: 's3', region: 'eu-west-1', endpoint: 'http://127.0.0.1:1' },
      { service: 's3', account: '111111111111', endpoint: server.address },
    ],
    environment: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2' },
  })
  process.env['AWS_ACCESS_KEY_ID'] ??= 'test'
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test'
  const list = (region: string, account: string) =>
    routed.call(taskCall({ service: 's3', action: 'listBuckets', sdk: true }, {}, { region, account }))
  assert.match((await errorOf(list('eu-west-1', '111111111111'))).cause ?? '', /127\.0\.0\.1:1 failed/)
  assert.match((await errorOf(list('us-east-1', '222222222222'))).cause ?? '', /127\.0\.0\.1:2 failed/)
  assert((await outputOf(list('us-east-1', '111111111111')))['Buckets'])
})
