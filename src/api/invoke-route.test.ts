import { test } from 'node:test'
import assert from 'node:assert/strict'
import { InvocationRefused, type Functions, type Invocation } from '#functions'
import { testServer } from './test-server.ts'

const result = { statusCode: 200, payload: '{"ok":true}', executedVersion: '$LATEST', requestId: 'r-1' }

function server(invoke: Functions['invoke']) {
  return testServer({ functions: { invoke, close: () => Promise.resolve() } })
}

const url =
  '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aresize/invocations'
const headers = { host: 'localhost' }

test('an invocation is passed on in Lambda’s terms and answered in them', async () => {
  const invoked: Invocation[] = []
  const app = server((invocation) => {
    invoked.push(invocation)
    return Promise.resolve({ ...result, functionError: 'Unhandled' as const, logResult: 'bG9n' })
  })
  const response = await app.inject({
    method: 'POST',
    url: `${url}?Qualifier=live`,
    headers: { ...headers, 'x-amz-log-type': 'Tail' },
    body: '{"a":1}',
  })
  assert.deepEqual(invoked, [
    {
      functionName: 'arn:aws:lambda:us-east-1:000000000000:function:resize',
      qualifier: 'live',
      payload: '{"a":1}',
      invocationType: 'RequestResponse',
      logType: 'Tail',
      region: 'us-east-1',
      account: '000000000000',
    },
  ])
  assert.equal(response.statusCode, 200)
  assert.equal(response.body, '{"ok":true}')
  assert.equal(response.headers['x-amz-function-error'], 'Unhandled')
  assert.equal(response.headers['x-amz-log-result'], 'bG9n')
  assert.equal(response.headers['x-amz-executed-version'], '$LATEST')
  assert.equal(response.headers['x-amzn-requestid'], 'r-1')
})

test('a refusal has Lambda’s error type and status', async () => {
  const refused = new InvocationRefused('ResourceNotFoundException', 'Function not found: f', {
    statusCode: 404,
    requestId: 'r-2',
  })
  const app = server(() => Promise.reject(refused))
  const response = await app.inject({ method: 'POST', url, headers })
  assert.equal(response.statusCode, 404)
  assert.equal(response.headers['x-amzn-errortype'], 'ResourceNotFoundException')
  assert.deepEqual(response.json(), {
    Type: 'User',
    Message: 'Function not found: f',
    message: 'Function not found: f',
  })
})

test('a failure inside is 500 and tells nothing of it', async () => {
  const app = server(() => Promise.reject(new Error('a secret detail')))
  const response = await app.inject({ method: 'POST', url, headers })
  assert.equal(response.statusCode, 500)
  assert.doesNotMatch(response.body, /secret/)
})
