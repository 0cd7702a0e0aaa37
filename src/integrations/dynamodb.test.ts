/** DynamoDB against a real server of its protocol: dynalite in memory, on a free port. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { AslError, isObject, type Json, type JsonObject, type Outcome } from '#base'
import { awsSdkIntegration } from './aws-sdk/aws-sdk.ts'
import { integrationContract, taskCall } from './contract.ts'
import { dynamodbIntegration } from './dynamodb.ts'
import type { Integration, TaskAnswer } from './port.ts'
import type { AwsAccess } from './service-client.ts'

const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server

let server: Server
let optimized: Integration
let sdk: Integration

before(async () => {
  server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const access: AwsAccess = {
    endpoints: { dynamodb: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    environment: {},
  }
  optimized = dynamodbIntegration(access)
  sdk = awsSdkIntegration(access)
  await createTable('contract')
})

after(() => void server.close())

function callSdk(action: string, parameters: Json): Promise<Outcome<TaskAnswer>> {
  return sdk.call(taskCall({ service: 'dynamodb', action, sdk: true }, parameters))
}

function call(action: string, parameters: Json): Promise<Outcome<TaskAnswer>> {
  return optimized.call(taskCall({ service: 'dynamodb', action }, parameters))
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

function createTable(name: string): Promise<JsonObject> {
  return outputOf(
    callSdk('createTable', {
      TableName: name,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    }),
  )
}

integrationContract('dynamodb', () =>
  Promise.resolve({
    integration: optimized,
    action: 'putItem',
    succeeds: { TableName: 'contract', Item: { id: { S: 'a' } } },
    fails: { TableName: 'no-such-table', Item: { id: { S: 'a' } } },
    error: /^DynamoDB\.ResourceNotFoundException$/,
  }),
)

test('an item that was put is got, changed and deleted', async () => {
  await createTable('items')
  const at = { TableName: 'items', Key: { id: { S: '1' } } }
  const bytes = Buffer.from([0, 255]).toString('base64')
  const item = {
    id: { S: '1' },
    flag: { BOOL: true },
    none: { NULL: true },
    tags: { SS: ['a', 'b'] },
    size: { N: '12.50' },
    raw: { B: bytes },
    nested: { M: { list: { L: [{ N: '1' }] } } },
  }
  await outputOf(call('putItem', { TableName: 'items', Item: item }))
  const got = await outputOf(call('getItem', at))
  assert.deepEqual(got['Item'], { ...item, size: { N: '12.5' } })
  const changed = await outputOf(
    call('updateItem', {
      ...at,
      UpdateExpression: 'set #s = :s',
      ExpressionAttributeNames: { '#s': 'size' },
      ExpressionAttributeValues: { ':s': { N: '2' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  )
  assert.deepEqual(changed['Attributes'], { size: { N: '2' } })
  await outputOf(call('deleteItem', at))
  assert.equal((await outputOf(call('getItem', at)))['Item'], undefined)
})

test("the optimized integration adds the SDK's metadata, the SDK integration does not", async () => {
  const parameters = { TableName: 'contract', Item: { id: { S: 'b' } } }
  assert.deepEqual(Object.keys(await outputOf(call('putItem', parameters))).toSorted(), [
    'SdkHttpMetadata',
    'SdkResponseMetadata',
  ])
  assert.deepEqual(await outputOf(callSdk('putItem', parameters)), {})
})

test('the SDK integration shows attribute values with the names of the SDK for Java', async () => {
  await createTable('java')
  const Item = { id: { S: '1' }, flag: { Bool: true }, none: { Nul: true }, tags: { Ss: ['x'] } }
  await outputOf(callSdk('putItem', { TableName: 'java', Item }))
  const { Items, Count } = await outputOf(callSdk('scan', { TableName: 'java' }))
  assert.deepEqual(Items, [Item])
  assert.equal(Count, 1)
})

test('errors have the name and the cause of each family of integrations', async () => {
  const parameters = { TableName: 'contract', Item: null }
  const v1 = await errorOf(call('putItem', parameters))
  assert.equal(v1.error, 'DynamoDB.AmazonDynamoDBException')
  assert.match(
    v1.cause ?? '',
    /^1 validation error detected: Value null at 'item' .* \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException; Request ID: [^;]+; Proxy: null\)$/,
  )
  const v2 = await errorOf(callSdk('putItem', parameters))
  assert.equal(v2.error, 'DynamoDb.DynamoDbException')
  assert.match(v2.cause ?? '', /not be null \(Service: DynamoDb, Status Code: 400, Request ID: [^,]+\)$/)
  const missing = await errorOf(callSdk('scan', { TableName: 'no-such-table' }))
  assert.equal(missing.error, 'DynamoDb.ResourceNotFoundException')
})

test('a condition that does not hold is the error that DynamoDB models', async () => {
  const put = {
    TableName: 'contract',
    Item: { id: { S: 'once' } },
    ConditionExpression: 'attribute_not_exists(id)',
  }
  await outputOf(call('putItem', put))
  const { error } = await errorOf(call('putItem', put))
  assert.equal(error, 'DynamoDB.ConditionalCheckFailedException')
})
