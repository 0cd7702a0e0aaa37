import { test } from 'node:test'
import assert from 'node:assert/strict'
import { awsLimits } from '#base'
import { StorePoisoned, StoreUnavailable } from '#store'
import { createMetrics } from './metrics.ts'
import { testEngine } from './test-engine.ts'
import { definition, machineArn, outcome, role, send, testServer } from './test-server.ts'

async function withMachine(app = testServer()) {
  await send(app, 'CreateStateMachine', { name: 'm', definition, roleArn: role })
  return app
}

test('a response has the content type, the request id and only what the operation answers', async () => {
  const response = await send(await withMachine(), 'StartExecution', {
    stateMachineArn: machineArn,
    name: 'e',
  })
  assert.equal(response.statusCode, 200)
  assert.equal(response.headers['content-type'], 'application/x-amz-json-1.0')
  assert.match(String(response.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/)
  assert.equal(
    response.body,
    '{"executionArn":"arn:aws:states:us-east-1:000000000000:execution:m:e","startDate":1700000000.123}',
  )
})

test('an error has its type in AWS’s namespace, its message and status 400', async () => {
  const response = await send(testServer(), 'DescribeStateMachine', { stateMachineArn: machineArn })
  assert.equal(response.statusCode, 400)
  assert.deepEqual(response.json(), {
    __type: 'com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${machineArn}'`,
  })
})

test('every host name and content type of an AWS client is served', async () => {
  const app = await withMachine()
  for (const headers of [
    { host: 'sync-localhost:8083' },
    { 'content-type': 'application/x-amz-json-1.1' },
    { 'content-type': 'text/plain' },
    {
      host: 'states.eu-west-1.amazonaws.com',
      authorization:
        'AWS4-HMAC-SHA256 Credential=x/y/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0',
    },
  ])
    assert.equal((await send(app, 'ListStateMachines', { body: '{}', headers })).statusCode, 200)
})

test('account and region of an open server’s caller come from its credentials', async () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=123456789012/20261122/eu-west-1/states/aws4_request, SignedHeaders=host, Signature=0'
  const body = JSON.stringify({ name: 'm', definition, roleArn: role })
  const created = await send(testServer(), 'CreateStateMachine', { body, headers: { authorization } })
  assert.equal(
    created.json<{ stateMachineArn: string }>().stateMachineArn,
    'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
  )
})

for (const [title, target, body, expected] of [
  [
    'an unknown operation',
    'AWSStepFunctions.Dance',
    '{}',
    "UnknownOperationException: The operation 'Dance' is unknown",
  ],
  [
    'a missing target',
    undefined,
    '{}',
    "UnknownOperationException: The X-Amz-Target header is missing: expected 'AWSStepFunctions.' and the name of an operation",
  ],
  [
    'a body that is not JSON',
    'AWSStepFunctions.ListStateMachines',
    '{oops}',
    "SerializationException: The request body is not valid JSON: Unexpected character ('o' (code 111)): was expecting double-quote to start field name",
  ],
  [
    'a body that is not UTF-8',
    'AWSStepFunctions.ListStateMachines',
    Buffer.from([0x22, 0xff, 0x22]),
    'SerializationException: The request body is not valid UTF-8',
  ],
  [
    'a body that is no object',
    'AWSStepFunctions.ListStateMachines',
    '"text"',
    'SerializationException: STRING_VALUE cannot be converted to Structure at the request body',
  ],
] as const)
  test(`${title} is refused with a clear error`, async () => {
    const headers = { host: 'localhost', ...(target === undefined ? {} : { 'x-amz-target': target }) }
    const response = testServer().inject({ method: 'POST', url: '/', headers, body })
    assert.equal(await outcome(response), expected)
  })

test('an empty body is an empty request', async () => {
  assert.deepEqual(await outcome(send(testServer(), 'ListStateMachines', { body: '' })), {
    stateMachines: [],
  })
})

test('a body larger than the limit is refused with 413', async () => {
  const app = testServer({ limits: awsLimits })
  const body = JSON.stringify({ name: 'x'.repeat(awsLimits.requestBytesMax) })
  assert.equal(
    await outcome(send(app, 'CreateActivity', { body })),
    '413 RequestEntityTooLarge: The request body is larger than the maximum of 1048576 bytes',
  )
})

test('a store that cannot write just now is 503, which clients send again', async () => {
  const engine = testEngine({ heartbeat: () => Promise.reject(new StoreUnavailable('disk full')) })
  const app = testServer({ engine })
  assert.equal(
    await outcome(send(app, 'SendTaskHeartbeat', { taskToken: 't' })),
    '503 ServiceUnavailable: The store cannot take this request just now. Send it again.',
  )
  assert.equal((await app.inject('/readyz')).statusCode, 200)
})

test('a poisoned store is 500, tells nothing of the inside, and the server is not ready any more', async () => {
  const engine = testEngine({ heartbeat: () => Promise.reject(new StorePoisoned('fsync failed: EIO')) })
  const app = testServer({ engine })
  const response = await send(app, 'SendTaskHeartbeat', { taskToken: 't' })
  assert.equal(response.statusCode, 500)
  assert.match(response.body, /InternalFailure/)
  assert.doesNotMatch(response.body, /fsync/)
  const ready = await app.inject('/readyz')
  assert.equal(ready.statusCode, 503)
  assert.deepEqual(ready.json(), { status: 'poisoned' })
  assert.equal((await app.inject('/healthz')).statusCode, 200)
})

test('closing the server answers long polls empty and says that it drains', async () => {
  const begun = Promise.withResolvers<void>()
  const pollActivity: ReturnType<typeof testEngine>['pollActivity'] = ({ signal }) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined))
      begun.resolve()
    })
  const app = testServer({ engine: testEngine({ pollActivity }) })
  await send(app, 'CreateActivity', { name: 'a' })
  const poll = send(app, 'GetActivityTask', {
    activityArn: 'arn:aws:states:us-east-1:000000000000:activity:a',
  })
  await begun.promise
  const closed = app.close()
  assert.deepEqual(await outcome(poll), {})
  await closed
})

test('a page of another site is refused, whatever host it calls', async () => {
  const app = testServer()
  const answer = (headers: Record<string, string>) =>
    outcome(send(app, 'ListStateMachines', { body: '{}', headers }))
  assert.match(
    String(await answer({ origin: 'https://evil.example' })),
    /^AccessDeniedException: .*evil\.example/,
  )
  assert.match(
    String(await answer({ origin: 'http://rebound.example:8083', host: 'rebound.example:8083' })),
    /^AccessDeniedException/,
  )
  assert.match(
    String(await answer({ host: 'rebound.example:8083' })),
    /^AccessDeniedException: .*rebound\.example/,
  )
  assert.deepEqual(await answer({ origin: 'http://localhost:8083' }), { stateMachines: [] })
  assert.deepEqual(await answer({ host: '[::1]:8083' }), { stateMachines: [] })
})

test('a configured host is as good as localhost', async () => {
  const app = testServer({ access: { kind: 'open', hosts: ['stepwell.lan'] } })
  const headers = { host: 'stepwell.lan:8083', origin: 'http://stepwell.lan:8083' }
  assert.deepEqual(await outcome(send(app, 'ListStateMachines', { body: '{}', headers })), {
    stateMachines: [],
  })
})

test('the trace header of HTTP wins over that of the request', async () => {
  const engine = testEngine()
  const app = await withMachine(testServer({ engine }))
  const body = JSON.stringify({ stateMachineArn: machineArn, traceHeader: 'Root=body' })
  await send(app, 'StartExecution', { body })
  await send(app, 'StartExecution', { body, headers: { 'x-amzn-trace-id': 'Root=http' } })
  assert.deepEqual(
    engine.started.map(({ traceHeader }) => traceHeader),
    ['Root=body', 'Root=http'],
  )
})

test('a traceparent is the trace header of a request that has none of AWS', async () => {
  const engine = testEngine()
  const app = await withMachine(testServer({ engine }))
  const traceparent = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01'
  const body = JSON.stringify({ stateMachineArn: machineArn })
  await send(app, 'StartExecution', { body, headers: { traceparent } })
  await send(app, 'StartExecution', { body, headers: { traceparent, 'x-amzn-trace-id': 'Root=http' } })
  await send(app, 'StartExecution', { body, headers: { traceparent: 'nothing' } })
  assert.deepEqual(
    engine.started.map(({ traceHeader }) => traceHeader),
    ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', 'Root=http', undefined],
  )
})

test('the metrics count requests by operation and error, and read levels when they are scraped', async () => {
  const metrics = createMetrics()
  const engine = testEngine()
  const store = () =>
    Promise.resolve({
      bytes: 4096,
      walBytes: 32,
      executionsByStatus: { RUNNING: 1, SUCCEEDED: 2, FAILED: 3, TIMED_OUT: 4, ABORTED: 5 },
    })
  metrics.watch({ engine: () => engine.statistics(), store })
  metrics.observeCommit(0.0004, 12)
  const app = testServer({ engine, metrics })
  await send(app, 'ListStateMachines')
  await send(app, 'StopExecution', { executionArn: 'x' })
  await send(app, 'Dance')
  const { body, headers } = await app.inject('/metrics')
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
  for (const line of [
    'stepwell_api_requests_total{operation="ListStateMachines",error=""} 1',
    'stepwell_api_requests_total{operation="StopExecution",error="InvalidArn"} 1',
    'stepwell_api_requests_total{operation="unknown",error="UnknownOperationException"} 1',
    'stepwell_commit_duration_seconds_bucket{le="0.0005"} 1',
    'stepwell_commit_group_turns_sum 12',
    'stepwell_commit_queue_depth 3',
    'stepwell_backlog 7',
    'stepwell_store_bytes{file="main"} 4096',
    'stepwell_executions{status="TIMED_OUT"} 4',
  ])
    assert.ok(body.includes(`${line}\n`), `${line} is missing in:\n${body}`)
})

test('what is nowhere is 404', async () => {
  assert.equal((await testServer().inject('/nowhere')).statusCode, 404)
})
