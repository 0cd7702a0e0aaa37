import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Script } from 'node:vm'
import type { LogEntry, LogEvent } from '#engine'
import type { AccessPolicy } from './access.ts'
import { testEngine } from './test-engine.ts'
import { definition, machineArn, role, send, testServer } from './test-server.ts'

const headers = { host: 'localhost:8083' }

async function serverWithExecution(access: AccessPolicy = { kind: 'open' }) {
  const app = testServer({ access })
  await send(app, 'CreateStateMachine', { name: 'm', definition, roleArn: role })
  await send(app, 'StartExecution', { stateMachineArn: machineArn, name: 'e' })
  return app
}

test('the page is HTML with the version, and lets nothing but itself run', async () => {
  const response = await testServer({ version: '1.2.3<' }).inject({ url: '/', headers })
  assert.equal(response.statusCode, 200)
  assert.equal(response.headers['content-type'], 'text/html; charset=utf-8')
  assert.match(response.body, /Stepwell <small>1\.2\.3&#60;<\/small>/)
  const policy = String(response.headers['content-security-policy'])
  assert.match(policy, /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/)
})

test('the script of the page is a program', async () => {
  const { body } = await testServer().inject({ url: '/', headers })
  const script = /<script>([\s\S]*)<\/script>/.exec(body)?.[1] ?? ''
  assert.notEqual(script, '')
  assert.doesNotThrow(() => new Script(script))
})

test('the console reads state machines, executions and a history', async () => {
  const app = await serverWithExecution()
  const read = async (path: string) =>
    (await app.inject({ url: `/console/api/${path}`, headers })).json<unknown>()
  assert.deepEqual(await read('state-machines?account=000000000000&region=us-east-1'), {
    stateMachines: [
      { arn: machineArn, name: 'm', type: 'STANDARD', status: 'ACTIVE', createdAt: 1_700_000_000_123 },
    ],
  })
  const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:m:e'
  assert.deepEqual(await read(`executions?machine=${machineArn}`), {
    executions: [
      {
        arn: executionArn,
        name: 'e',
        status: 'SUCCEEDED',
        startedAt: 1_700_000_000_123,
        stoppedAt: 1_700_000_000_128,
      },
    ],
  })
  const history = (await read(`history?arn=${executionArn}`)) as { execution: unknown; events: unknown[] }
  assert.deepEqual(history.execution, { arn: executionArn, status: 'SUCCEEDED' })
  assert.equal(history.events.length, 4)
  assert.deepEqual(await read('executions?machine=nonsense'), {
    error: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN prefix: nonsense'",
  })
})

test('a rebound host name reads nothing', async () => {
  const app = await serverWithExecution()
  const response = await app.inject({
    url: '/console/api/state-machines',
    headers: { host: 'rebound.example' },
  })
  assert.equal(response.statusCode, 400)
  assert.match(response.body, /AccessDeniedException/)
})

test('with keys, the browser has to sign in, and sees its own account only', async () => {
  const key = {
    accessKeyId: 'AKID',
    secretAccessKey: 'pass:word',
    account: '111122223333',
    principal: 'ada',
    role: 'viewer',
  } as const
  const app = testServer({ access: { kind: 'keys', keys: [key] } })
  const read = (url: string, authorization?: string) =>
    app.inject({ url, headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) } })
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  const url = '/console/api/state-machines'
  const asked = await read(url)
  assert.equal(asked.statusCode, 401)
  assert.equal(asked.headers['www-authenticate'], 'Basic realm="Stepwell"')
  assert.equal((await read(url, basic('AKID:wrong'))).statusCode, 401)
  assert.equal((await read(url, basic('AKID:pass:word'))).statusCode, 200)
  const other = await read(
    `/console/api/history?arn=arn:aws:states:us-east-1:000000000000:execution:m:e`,
    basic('AKID:pass:word'),
  )
  assert.match(other.body, /ExecutionDoesNotExist/)
})

test('log events are shown by execution, by name and by log group, to their own account only', async () => {
  const arn = 'arn:aws:states:us-east-1:000000000000:express:m:n:uuid'
  const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:g:*'
  const entryOf = (id: number, type: string, details: Readonly<Record<string, unknown>> = {}): LogEvent => ({
    executionArn: arn,
    logGroupArn,
    entry: { id, previousEventId: id - 1, type, timestamp: 100 + id, details },
  })
  const events = [
    entryOf(1, 'ExecutionStarted', { input: '{}' }),
    entryOf(2, 'FailStateEntered'),
    entryOf(3, 'ExecutionFailed', { error: 'Broken' }),
  ]
  const engine = testEngine({
    logEvents: (asked) => (asked === arn ? events : []),
    loggedExecutions: () => [arn],
  })
  const app = testServer({ engine })
  const read = async (path: string) =>
    (await app.inject({ url: `/console/api/${path}`, headers })).json<Record<string, unknown>>()
  assert.deepEqual(await read(`history?arn=${arn}&from=3`), {
    execution: { arn, status: 'FAILED', error: 'Broken' },
    events: [{ id: 3, type: 'ExecutionFailed', at: 103, details: { error: 'Broken' } }],
  })
  assert.deepEqual(await read('logged-executions?name=n'), {
    executions: [{ arn, status: 'FAILED', startedAt: 101 }],
  })
  for (const logGroup of ['g', logGroupArn]) {
    const page = (await read(`log-events?logGroup=${encodeURIComponent(logGroup)}`)) as { events: LogEntry[] }
    assert.deepEqual(
      page.events.map(({ id, execution_arn }) => [id, execution_arn]),
      ['1', '2', '3'].map((id) => [id, arn]),
    )
  }
  const nobody = 'account=111122223333'
  assert.equal((await read(`history?arn=${arn}&${nobody}`))['error'], 'ExecutionDoesNotExist')
  assert.deepEqual(await read(`logged-executions?name=n&${nobody}`), { executions: [] })
  assert.deepEqual(await read(`log-events?logGroup=g&${nobody}`), { events: [] })
})
