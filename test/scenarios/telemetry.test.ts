/** Traces and log events of the real process: to a collector, to CloudWatch Logs, and in `/metrics`. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { executionEnd } from '../support/execution-end.ts'
import { httpService } from '../support/http-service.ts'
import { otlpCollector, type CollectedSpan } from '../support/otlp-collector.ts'
import { sdk } from '../support/sdk.ts'
import { startServer } from '../support/server.ts'

const roleArn = 'arn:aws:iam::000000000000:role/r'

async function folder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-telemetry-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

function definition(states: Record<string, unknown>): string {
  return JSON.stringify({ StartAt: Object.keys(states)[0], States: states })
}

function named(spans: readonly CollectedSpan[], name: string): CollectedSpan {
  const span = spans.find((each) => each.name === name)
  assert.ok(span, `there is a span ${name} among ${spans.map((each) => each.name).join(', ')}`)
  return span
}

test("a caller's trace goes through nested executions to the function", async (t) => {
  const collector = await otlpCollector(t)
  const dataDirectory = await folder(t)
  await mkdir(join(dataDirectory, 'functions'))
  const source = 'export const handler = async () => process.env._X_AMZN_TRACE_ID'
  await writeFile(join(dataDirectory, 'functions', 'work.mjs'), source)
  const server = await startServer({
    dataDirectory,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'workflows' },
  })
  t.after(() => server.remove())
  const client = sdk(server.endpoint)
  const tracingConfiguration = { enabled: true }
  const Resource = 'arn:aws:lambda:us-east-1:000000000000:function:work'
  const child = await client.createStateMachine({
    name: 'child',
    definition: definition({ Call: { Type: 'Task', Resource, End: true } }),
    roleArn,
    tracingConfiguration,
  })
  const nested = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { StateMachineArn: child.stateMachineArn, Name: 'nested', Input: {} },
    OutputPath: '$.Output',
    End: true,
  }
  const { stateMachineArn } = await client.createStateMachine({
    name: 'parent',
    definition: definition({ Nest: nested }),
    roleArn,
    tracingConfiguration,
  })
  const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
  const { executionArn } = await client.startExecution({ stateMachineArn, traceHeader })
  const ended = await executionEnd(client, executionArn!)
  assert.equal((await client.describeExecution({ executionArn })).traceHeader, traceHeader)
  const metrics = await (await fetch(`${server.endpoint}/metrics`)).text()
  assert.match(metrics, /^stepwell_spans_dropped_total 0$/m)
  assert.equal(await server.stop(), 0)

  const { spans } = collector
  assert.deepEqual(
    new Set(spans.map(({ traceId }) => traceId)),
    new Set(['5759e988bd862e3fe1be46a994272793']),
  )
  const chain = ['parent', 'Nest', 'states startExecution.sync:2', 'child', 'Call', 'invoke work']
  assert.deepEqual(
    chain.map((name) => named(spans, name).parentSpanId),
    ['53995c3f42cd8ad8', ...chain.slice(0, -1).map((name) => named(spans, name).spanId)],
  )
  const attempt = named(spans, 'invoke work').spanId
  assert.equal(ended.output, JSON.stringify(traceHeader.replace('53995c3f42cd8ad8', attempt)))
  assert.equal(named(spans, 'parent').resource['service.name'], 'workflows')
})

test('a state that was entered before a kill has one span, from the entry to the exit', async (t) => {
  const collector = await otlpCollector(t)
  const dataDirectory = await folder(t)
  const options = { dataDirectory, arguments: ['--otlp-endpoint', collector.url, '--trace', 'all'] }
  const first = await startServer(options)
  t.after(() => first.remove())
  const client = sdk(first.endpoint)
  const { stateMachineArn } = await client.createStateMachine({
    name: 'waits',
    definition: definition({ Wait: { Type: 'Wait', Seconds: 1, End: true } }),
    roleArn,
  })
  const { executionArn } = await client.startExecution({ stateMachineArn })
  await first.kill()
  const second = await startServer(options)
  t.after(() => second.remove())
  await executionEnd(sdk(second.endpoint), executionArn!)
  assert.equal(await second.stop(), 0)
  assert.deepEqual(collector.spans.map(({ name }) => name).toSorted(), ['Wait', 'waits'])
  const { start, end } = named(collector.spans, 'Wait')
  assert.ok(end - start >= 1_000_000_000n, `${end - start} ns`)
})

test('log events arrive in CloudWatch Logs before the server has stopped', async (t) => {
  const puts: {
    readonly logStreamName: string
    readonly logEvents: readonly { readonly message: string }[]
  }[] = []
  const url = await httpService(t, (request, body) => {
    if (String(request.headers['x-amz-target']).endsWith('.PutLogEvents'))
      puts.push(JSON.parse(body.toString()) as (typeof puts)[number])
    return { contentType: 'application/x-amz-json-1.1', body: '{}' }
  })
  const server = await startServer({
    environment: {
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })
  t.after(() => server.remove())
  const client = sdk(server.endpoint)
  const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/states/mine:*'
  const { stateMachineArn } = await client.createStateMachine({
    name: 'logged',
    definition: definition({ Only: { Type: 'Pass', End: true } }),
    roleArn,
    loggingConfiguration: { level: 'ALL', destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] },
  })
  const { executionArn } = await client.startExecution({ stateMachineArn })
  await executionEnd(client, executionArn!)
  assert.equal(await server.stop(), 0)
  assert.match(puts[0]!.logStreamName, /^states\/logged\//)
  const events = puts.flatMap(({ logEvents }) =>
    logEvents.map(({ message }) => JSON.parse(message) as Record<string, unknown>),
  )
  assert.deepEqual(
    events.map(({ type, execution_arn }) => [type, execution_arn]),
    ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'].map((type) => [
      type,
      executionArn,
    ]),
  )
})
