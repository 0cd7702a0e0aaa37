/** `lambda:invoke` and function resources: local functions, and a remote Lambda that is our own Invoke endpoint. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import Fastify from 'fastify'
import { AslError, isObject, parseJson, printJson, type Json, type JsonObject } from '#base'
import {
  openFunctions,
  registerInvokeRoute,
  remoteLambda,
  type Functions,
  type LocalFunctions,
} from '#functions'
import { integrationContract, taskCall } from './contract.ts'
import { invokeLambdaResource, lambdaIntegration } from './lambda.ts'

const folder = mkdtempSync(join(tmpdir(), 'stepwell-lambda-'))
const files = {
  'echo.ts': 'export const handler = async (event: unknown) => event',
  'raise.ts':
    'class Bad extends Error { override name = "Bad.Picture" }\nexport const handler = async () => { throw new Bad("too small") }',
  'slow.ts': 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000))',
  'brief.ts': 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000))',
  'abort.ts': 'export const handler = () => process.abort()',
  'print.ts': 'export const handler = async () => console.log("hello")',
}
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)

const server = Fastify()
let local: LocalFunctions
let remote: Functions

before(async () => {
  local = openFunctions({ directory: folder, functions: { brief: { timeoutSeconds: 1 } } })
  registerInvokeRoute(server, local, {
    namespaceOf: () => ({ account: '000000000000', region: 'us-east-1' }),
  })
  const endpoint = await server.listen({ port: 0, host: '127.0.0.1' })
  remote = remoteLambda({ endpoint, environment: {} })
})

after(async () => {
  await Promise.all([remote.close(), local.close()])
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

for (const where of ['local', 'remote'] as const) {
  const functions = () => (where === 'local' ? local : remote)

  integrationContract(`lambda, ${where}`, async () => ({
    integration: lambdaIntegration(functions()),
    action: 'invoke',
    succeeds: { FunctionName: 'echo', Payload: { a: 1 } },
    fails: { FunctionName: 'nobody' },
    error: /^Lambda\.ResourceNotFoundException$/,
    hangs: { FunctionName: 'slow' },
  }))

  suite(`lambda, ${where}`, () => {
    const invoke = (parameters: Json) =>
      lambdaIntegration(functions()).call(taskCall({ service: 'lambda', action: 'invoke' }, parameters))
    const output = async (parameters: Json): Promise<JsonObject> => {
      const answer = await invoke(parameters)
      assert(!(answer instanceof AslError) && isObject(answer.output))
      return answer.output
    }
    const error = async (parameters: Json): Promise<AslError> => {
      const answer = await invoke(parameters)
      assert(answer instanceof AslError)
      return answer
    }
    const direct = (functionName: string, payload: string) =>
      invokeLambdaResource(functions(), {
        account: '000000000000',
        region: 'us-east-1',
        functionName,
        payload,
        signal: new AbortController().signal,
      })

    test('gives the response of Lambda with the metadata that AWS adds', async () => {
      const result = await output({ FunctionName: 'echo', Payload: { a: [1] } })
      assert.deepEqual(Object.keys(result).toSorted(), [
        'ExecutedVersion',
        'Payload',
        'SdkHttpMetadata',
        'SdkResponseMetadata',
        'StatusCode',
      ])
      assert.deepEqual(
        [result['ExecutedVersion'], result['Payload'], result['StatusCode']],
        ['$LATEST', { a: [1] }, 200],
      )
      const http = result['SdkHttpMetadata'] as JsonObject
      const headers = http['HttpHeaders'] as JsonObject
      assert.equal(http['HttpStatusCode'], 200)
      assert.equal(headers['X-Amz-Executed-Version'], '$LATEST')
      assert.equal(headers['Content-Length'], '9')
      assert.equal(headers['x-amzn-RequestId'], (result['SdkResponseMetadata'] as JsonObject)['RequestId'])
      assert.deepEqual((http['AllHttpHeaders'] as JsonObject)['Content-Length'], ['9'])
    })

    test('sends a text as it stands, null not at all, and anything else as its JSON', async () => {
      const payload = async (Payload: Json) =>
        printJson((await output({ FunctionName: 'echo', Payload }))['Payload']!)
      assert.equal(await payload('"HelloWorld"'), '"HelloWorld"')
      assert.equal(await payload('0'), '0')
      assert.equal(await payload(null), '{}')
      assert.equal(await payload([1, 'a']), '[1,"a"]')
      const refused = await error({ FunctionName: 'echo', Payload: 'HelloWorld' })
      assert.equal(refused.error, 'Lambda.InvalidRequestContentException')
      assert.match(
        refused.cause!,
        /^Could not parse request body into json \(Service: AWSLambda; Status Code: 400; /,
      )
    })

    test('gives the end of the log where LogType asks for it', async () => {
      const result = await output({ FunctionName: 'print', LogType: 'Tail' })
      assert.match(
        Buffer.from(result['LogResult'] as string, 'base64').toString(),
        /\nhello\nEND RequestId: /,
      )
    })

    test('an error of the function has its type as name and its payload as cause', async () => {
      const own = await error({ FunctionName: 'raise' })
      assert.equal(own.error, 'Bad.Picture')
      assert.equal((parseJson(own.cause!) as JsonObject)['errorMessage'], 'too small')
      const crash = await error({ FunctionName: 'abort' })
      assert.equal(crash.error, 'Runtime.ExitError')
      assert.match(crash.cause!, /Runtime exited with error: signal: aborted/)
    })

    test('an error without a type, such as a timeout, is Lambda.Unknown', async () => {
      const late = await error({ FunctionName: 'brief' })
      assert.equal(late.error, 'Lambda.Unknown')
      assert.match(
        late.cause!,
        /^The cause could not be determined because Lambda did not return an error type. Returned payload: \{"errorMessage":"\S+ \S+ Task timed out after 1.00 seconds"\}$/,
      )
    })

    test("an unknown function is refused in AWS's words", async () => {
      const refused = await error({ FunctionName: 'nobody' })
      const message = 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:\\$LATEST'
      const details =
        'Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null'
      assert.match(refused.cause!, new RegExp(`^${message} \\(${details}\\)$`))
    })

    test('names what is wrong with the parameters', async () => {
      const missing = await error({ Payload: 1 })
      assert.equal(missing.error, 'States.Runtime')
      assert.match(missing.cause!, /\[The required field 'FunctionName' is missing\]$/)
      const wrong = await error({ FunctionName: 'echo', InvocationType: 'Later' })
      assert.equal(wrong.error, 'Lambda.ValidationException')
    })

    test('a function as the resource gives its bare payload', async () => {
      const text = async (name: string, payload: string) => {
        const result = await direct(name, payload)
        assert(!(result instanceof AslError))
        return result.output.text
      }
      assert.equal(await text('echo', '{"a": "b"}'), '{"a":"b"}')
      const arn = 'arn:aws:lambda:us-east-1:000000000000:function:echo'
      assert.equal(await text(arn, '"HelloWorld"'), '"HelloWorld"')
      const failed = await direct('raise', '{}')
      assert(failed instanceof AslError)
      assert.equal(failed.error, 'Bad.Picture')
    })
  })
}

test('an endpoint that cannot be reached is a Lambda.SdkClientException', async () => {
  const nowhere = remoteLambda({ endpoint: 'http://127.0.0.1:1', environment: {} })
  const call = taskCall({ service: 'lambda', action: 'invoke' }, { FunctionName: 'echo' })
  const answer = await lambdaIntegration(nowhere).call(call)
  await nowhere.close()
  assert(answer instanceof AslError)
  assert.equal(answer.error, 'Lambda.SdkClientException')
  assert.equal(
    answer.cause,
    'Unable to execute HTTP request: Connect to 127.0.0.1:1 failed: Connection refused',
  )
})
