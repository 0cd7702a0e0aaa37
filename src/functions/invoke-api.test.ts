/** The Invoke endpoint, through AWS's own SDK and as plain HTTP. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  InvokeCommand,
  LambdaClient,
  LambdaServiceException,
  type InvokeCommandInput,
  type InvokeCommandOutput,
} from '@aws-sdk/client-lambda'
import Fastify from 'fastify'
import { parseArn, parseJson, type JsonObject } from '#base'
import { isAlive, openForSuite, until, type Opened } from './functions-under-test.ts'
import { registerInvokeRoute } from './invoke-api.ts'

const name140 = 'n'.repeat(140)
const server = Fastify()
let opened: Opened
let client: LambdaClient
let address: string

before(async () => {
  opened = openForSuite(
    {
      'echo.ts': 'export const handler = async (event: unknown) => event',
      'context.ts':
        'export const handler = async (_: unknown, { invokedFunctionArn, clientContext }: any) => ({ invokedFunctionArn, clientContext })',
      'raise.ts':
        'export const handler = async () => { console.log("before"); throw new TypeError("wrong") }',
      'slow.ts': 'export const handler = () => { console.log(process.pid); for (;;); }',
      [`${name140}.ts`]: 'export const handler = async () => "long"',
    },
    { payloadBytesMax: 100_000 },
  )
  registerInvokeRoute(server, opened.functions, {
    namespaceOf: () => ({ account: '000000000000', region: 'us-east-1' }),
    payloadBytesMax: 100_000,
  })
  server.post('/', (request) => typeof request.body)
  address = await server.listen({ port: 0, host: '127.0.0.1' })
  client = new LambdaClient({
    endpoint: address,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })
})

after(async () => {
  client.destroy()
  await opened.functions.close()
  await server.close()
})

function invoke(input: InvokeCommandInput): Promise<InvokeCommandOutput> {
  return client.send(new InvokeCommand(input))
}

async function refusal(input: InvokeCommandInput): Promise<LambdaServiceException> {
  const error = await invoke(input).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert(error instanceof LambdaServiceException, String(error))
  return error
}

test('the SDK invokes a function and reads its result', async () => {
  const output = await invoke({ FunctionName: 'echo', Payload: Buffer.from('{"a": "ä"}') })
  assert.equal(output.StatusCode, 200)
  assert.equal(output.ExecutedVersion, '$LATEST')
  assert.equal(output.FunctionError, undefined)
  assert.equal(output.LogResult, undefined)
  assert.equal(output.Payload?.transformToString(), '{"a":"ä"}')
  assert.match(output.$metadata.requestId!, /^[0-9a-f-]{36}$/)
})

test('a function error comes with its header, and the log where it is asked for', async () => {
  const output = await invoke({ FunctionName: 'raise', LogType: 'Tail' })
  assert.equal(output.StatusCode, 200)
  assert.equal(output.FunctionError, 'Unhandled')
  const failure = parseJson(output.Payload!.transformToString()) as JsonObject
  assert.deepEqual([failure['errorType'], failure['errorMessage']], ['TypeError', 'wrong'])
  assert.match(Buffer.from(output.LogResult!, 'base64').toString(), /\nbefore\nEND RequestId: /)
})

test('a name may be an ARN of any length, with a qualifier, and the client context arrives', async () => {
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name140}`
  assert.equal((await invoke({ FunctionName: arn })).Payload!.transformToString(), '"long"')
  const output = await invoke({
    FunctionName: 'context',
    Qualifier: '$LATEST',
    ClientContext: Buffer.from('{"custom":{"a":1}}').toString('base64'),
  })
  const seen = parseJson(output.Payload!.transformToString()) as JsonObject
  assert.equal(parseArn(seen['invokedFunctionArn'] as string)?.resource, 'function:context')
  assert.deepEqual(seen['clientContext'], { custom: { a: 1 } })
})

test('an event is accepted, a dry run runs nothing', async () => {
  const event = await invoke({ FunctionName: 'raise', InvocationType: 'Event', Payload: Buffer.from('{}') })
  assert.equal(event.StatusCode, 202)
  const dry = await invoke({ FunctionName: 'echo', InvocationType: 'DryRun' })
  assert.equal(dry.StatusCode, 204)
})

test("what Lambda refuses has Lambda's exception names and messages", async () => {
  const unknown = await refusal({ FunctionName: 'nobody' })
  assert.equal(unknown.name, 'ResourceNotFoundException')
  assert.equal(unknown.$metadata.httpStatusCode, 404)
  assert.equal(
    unknown.message,
    'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST',
  )
  const noJson = await refusal({ FunctionName: 'echo', Payload: Buffer.from('{') })
  assert.equal(noJson.name, 'InvalidRequestContentException')
  assert.equal(noJson.message, 'Could not parse request body into json')
  const tooLarge = await refusal({ FunctionName: 'echo', Payload: Buffer.from(`"${'x'.repeat(100_000)}"`) })
  assert.equal(tooLarge.name, 'RequestTooLargeException')
  assert.equal(tooLarge.$metadata.httpStatusCode, 413)
  const type = 'Later' as InvokeCommandInput['InvocationType']
  assert.equal((await refusal({ FunctionName: 'echo', InvocationType: type })).$metadata.httpStatusCode, 400)
})

test('the headers and errors are those of the REST-JSON protocol, and other routes keep their parsers', async () => {
  const url = `${address}/2015-03-31/functions`
  const found = await fetch(`${url}/echo/invocations`, { method: 'POST', body: '[1]' })
  assert.equal(found.headers.get('content-type'), 'application/json')
  assert.equal(found.headers.get('x-amz-executed-version'), '$LATEST')
  assert.equal(await found.text(), '[1]')
  const missing = await fetch(`${url}/nobody/invocations`, { method: 'POST' })
  assert.equal(missing.headers.get('x-amzn-errortype'), 'ResourceNotFoundException')
  assert.equal(((await missing.json()) as JsonObject)['Type'], 'User')
  const path = await fetch(`${url}/echo/configuration`, { method: 'POST' })
  assert.deepEqual([path.status, path.headers.get('x-amzn-errortype')], [404, 'UnknownOperationException'])
  const headers = { 'content-type': 'application/json' }
  const other = await fetch(address, { method: 'POST', headers, body: '{}' })
  assert.equal(await other.text(), 'object')
})

test('a client that goes away ends the invocation', async () => {
  const controller = new AbortController()
  const sent = client.send(new InvokeCommand({ FunctionName: 'slow' }), { abortSignal: controller.signal })
  const line = () => opened.log.find((entry) => entry.functionName === 'slow')?.line
  await until(() => line() !== undefined)
  controller.abort()
  await assert.rejects(sent)
  await until(() => !isAlive(Number(line())))
})
