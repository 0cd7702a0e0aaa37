/** Status-change events and the event bus on the real server, with AWS's SDK and CLI, which is killed on the way. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import type { SFN } from '@aws-sdk/client-sfn'
import { executionEnd } from '../support/execution-end.ts'
import { runCommand } from '../support/run-command.ts'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { writeTree } from '../support/write-tree.ts'

const roleArn = 'arn:aws:iam::000000000000:role/test'
const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`

interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Takes webhooks, or refuses them, and lets a test wait for one. */
class Receiver {
  readonly received: Received[] = []
  refused = 0
  isAway = false
  /** What comes here is wrong for good. */
  refusedPath = ''
  #server: Server | undefined
  #changed = Promise.withResolvers<void>()

  async open(): Promise<string> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { url: path = '', headers } = request
        const isRefused = path === this.refusedPath
        if (this.isAway || isRefused) this.refused++
        else this.received.push({ path, headers, body: Buffer.concat(chunks).toString() })
        response.writeHead(isRefused ? 422 : this.isAway ? 503 : 204).end()
        this.#changed.resolve()
      })
    }).listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async until<T>(find: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = find()
      if (found !== undefined && found !== false) return found
      this.#changed = Promise.withResolvers()
      await this.#changed.promise
    }
  }

  close(): void {
    this.#server?.closeAllConnections()
    this.#server?.close()
  }
}

const receiver = new Receiver()
let folder: string
let url: string
let server: TestServer
let sfn: SFN
let events: EventBridge

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepwell-events-'))
  url = await receiver.open()
  const config = {
    statusEvents: {
      targets: [
        { name: 'ops', webhook: { url: `${url}/status`, secret: 'sesame', headers: { 'x-team': 'ops' } } },
      ],
    },
  }
  await writeTree(folder, { 'stepwell.config.json': JSON.stringify(config) })
  await boot()
  for (const [name, states] of Object.entries(machines)) {
    const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states })
    await sfn.createStateMachine({ name, definition, roleArn })
  }
})
after(async () => {
  sfn.destroy()
  events.destroy()
  await server.remove()
  receiver.close()
  await rm(folder, { recursive: true, force: true })
})

const machines = {
  quick: { Only: { Type: 'Pass', End: true } },
  shipping: { Only: { Type: 'Pass', End: true } },
  order: {
    Tell: {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Parameters: {
        Entries: [{ Source: 'shop', DetailType: 'Order placed', Detail: { 'id.$': '$.id' } }],
      },
      End: true,
    },
  },
}

async function boot(): Promise<void> {
  server = await startServer({ dataDirectory: join(folder, 'data'), workingDirectory: folder })
  sfn = sdk(server.endpoint)
  events = new EventBridge({
    endpoint: server.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
}

async function killAndBoot(): Promise<void> {
  sfn.destroy()
  events.destroy()
  await server.kill()
  await boot()
}

/** The event of an execution with a status, once it has arrived. */
function statusOf(executionArn: string, status: string) {
  return receiver.until(() =>
    receiver.received.find(
      ({ body }) => body.includes(`"${executionArn}"`) && body.includes(`"status":"${status}"`),
    ),
  )
}

test('a webhook gets signed status changes', async () => {
  const { executionArn } = await sfn.startExecution({
    stateMachineArn: machineArn('quick'),
    input: '{"a":1}',
  })
  const { headers, body, path } = await statusOf(executionArn!, 'SUCCEEDED')
  assert.equal(path, '/status')
  assert.equal(headers['x-team'], 'ops')
  const event = JSON.parse(body) as { id: string; detail: { input: string } }
  assert.equal(headers['stepwell-event-id'], event.id)
  assert.equal(event.detail.input, '{"a":1}')
  const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['stepwell-signature']))!
  assert.equal(createHmac('sha256', 'sesame').update(`${seconds}.${body}`).digest('hex'), signature)
})

test('a status change that was not delivered when the server was killed arrives after its restart', async () => {
  receiver.isAway = true
  const refusedBefore = receiver.refused
  const { executionArn } = await sfn.startExecution({ stateMachineArn: machineArn('quick') })
  await receiver.until(() => receiver.refused > refusedBefore)
  await killAndBoot()
  receiver.isAway = false
  const running = await statusOf(executionArn!, 'RUNNING')
  const succeeded = await statusOf(executionArn!, 'SUCCEEDED')
  assert.ok(receiver.received.indexOf(running) < receiver.received.indexOf(succeeded))
})

test('a rule starts a workflow for the event of another one, once, and sends a part of it elsewhere', async () => {
  const pattern = JSON.stringify({ source: ['shop'], detail: { id: [{ numeric: ['>', 10] }] } })
  await events.putRule({ Name: 'ship', EventPattern: pattern })
  const put = await events.putTargets({
    Rule: 'ship',
    Targets: [
      { Id: 'workflow', Arn: machineArn('shipping'), InputPath: '$.detail' },
      {
        Id: 'hook',
        Arn: `${url}/rule`,
        InputTransformer: {
          InputPathsMap: { id: '$.detail.id', what: '$.detail-type' },
          InputTemplate: '{"text": "<what> <id> by <aws.events.rule-name>", "id": <id>}',
        },
      },
    ],
  })
  assert.deepEqual([put.FailedEntryCount, put.FailedEntries], [0, []])
  for (const id of [7, 17]) {
    const { executionArn } = await sfn.startExecution({
      stateMachineArn: machineArn('order'),
      input: JSON.stringify({ id }),
    })
    const { status, output } = await executionEnd(sfn, executionArn!)
    assert.equal(status, 'SUCCEEDED')
    assert.match(output!, /^\{"Entries":\[\{"EventId":"[0-9a-f-]{36}"\}\],"FailedEntryCount":0\}$/)
  }
  const { body } = await receiver.until(() => receiver.received.find(({ path }) => path === '/rule'))
  assert.deepEqual(JSON.parse(body), { text: 'Order placed 17 by ship', id: 17 })
  const begun = await receiver.until(() =>
    receiver.received.find(
      (each) => each.body.includes(':execution:shipping:') && each.body.includes('SUCCEEDED'),
    ),
  )
  assert.equal((JSON.parse(begun.body) as { detail: { input: string } }).detail.input, '{"id":17}')
  const { executions } = await sfn.listExecutions({ stateMachineArn: machineArn('shipping') })
  assert.equal(executions!.length, 1)
})

test('an accepted event survives the kill of the server, and starts its workflow once', async () => {
  await events.createEventBus({ Name: 'night' })
  await events.putRule({ Name: 'all', EventBusName: 'night', EventPattern: '{"source":[{"prefix":""}]}' })
  await events.putTargets({
    Rule: 'all',
    EventBusName: 'night',
    Targets: [
      { Id: '1', Arn: machineArn('quick'), Input: '{"from":"night"}' },
      { Id: '2', Arn: `${url}/night` },
    ],
  })
  receiver.isAway = true
  const { Entries: entries } = await events.putEvents({
    Entries: [{ Source: 'moon', DetailType: 'rises', Detail: '{}', EventBusName: 'night' }],
  })
  await killAndBoot()
  receiver.isAway = false
  const { body } = await receiver.until(() => receiver.received.find(({ path }) => path === '/night'))
  assert.equal((JSON.parse(body) as { id: string }).id, entries![0]!.EventId)
  const isOfNight = ({ body: text }: Received) => text.includes('night') && text.includes(':execution:quick:')
  const { body: told } = await receiver.until(() => receiver.received.find(isOfNight))
  const { name } = (JSON.parse(told) as { detail: { name: string } }).detail
  assert.ok(name.startsWith(`${entries![0]!.EventId}_`), name)
  const { executions } = await sfn.listExecutions({ stateMachineArn: machineArn('quick') })
  assert.equal(executions!.filter((each) => each.name!.startsWith(entries![0]!.EventId!)).length, 1)
})

test('rules, targets and buses are described, listed and deleted', async () => {
  await events.createEventBus({
    Name: 'orders',
    Description: 'all orders',
    Tags: [{ Key: 'team', Value: 'a' }],
  })
  const bus = 'arn:aws:events:us-east-1:000000000000:event-bus/orders'
  assert.deepEqual((await events.listTagsForResource({ ResourceARN: bus })).Tags, [
    { Key: 'team', Value: 'a' },
  ])
  const named = { EventBusName: bus }
  const { RuleArn: ruleArn } = await events.putRule({ ...named, Name: 'r1', EventPattern: '{"a":[1]}' })
  assert.equal(ruleArn, 'arn:aws:events:us-east-1:000000000000:rule/orders/r1')
  await events.putRule({
    ...named,
    Name: 'r2',
    EventPattern: '{"a":[2]}',
    State: 'DISABLED',
    Description: 'why',
  })
  const { Rules: rules, NextToken: next } = await events.listRules({ ...named, Limit: 1 })
  assert.deepEqual(
    rules!.map(({ Name: name }) => name),
    ['r1'],
  )
  const { Rules: rest } = await events.listRules({ ...named, NextToken: next, Limit: 1 })
  assert.deepEqual(
    rest!.map(({ Name: name, State: state }) => [name, state]),
    [['r2', 'DISABLED']],
  )
  await events.enableRule({ ...named, Name: 'r2' })
  await events.disableRule({ ...named, Name: 'r1' })
  const { State: state, EventPattern: pattern } = await events.describeRule({ ...named, Name: 'r1' })
  assert.deepEqual([state, pattern], ['DISABLED', '{"a":[1]}'])
  const target = {
    Id: 't',
    Arn: 'arn:aws:sqs:us-east-1:000000000000:inbox',
    RetryPolicy: { MaximumRetryAttempts: 1 },
  }
  await events.putTargets({ ...named, Rule: 'r1', Targets: [target] })
  assert.deepEqual((await events.listTargetsByRule({ ...named, Rule: 'r1' })).Targets, [target])
  await assert.rejects(
    events.deleteRule({ ...named, Name: 'r1' }),
    /Rule can't be deleted since it has targets/,
  )
  await assert.rejects(events.deleteEventBus({ Name: 'orders' }), /it has rules/)
  const removed = await events.removeTargets({ ...named, Rule: 'r1', Ids: ['t', 'x'] })
  assert.deepEqual([removed.FailedEntryCount, removed.FailedEntries![0]!.TargetId], [1, 'x'])
  await events.deleteRule({ ...named, Name: 'r1' })
  await events.deleteRule({ ...named, Name: 'r2' })
  await events.deleteEventBus({ Name: 'orders' })
  const { EventBuses: buses } = await events.listEventBuses({})
  assert.deepEqual(
    buses!.map(({ Name: name }) => name),
    ['default', 'night'],
  )
})

test('what is wrong is refused with the errors of EventBridge', async () => {
  const { Entries: entries, FailedEntryCount: failed } = await events.putEvents({
    Entries: [
      { Source: 'a', DetailType: 'b', Detail: '"text"' },
      { Source: 'aws.s3', DetailType: 'b', Detail: '{}' },
      { DetailType: 'b', Detail: '{}' },
      { Source: 'a', DetailType: 'b', Detail: '{}' },
    ],
  })
  assert.equal(failed, 3)
  assert.deepEqual(
    entries!.map(({ ErrorCode: code }) => code),
    ['MalformedDetail', 'NotAuthorizedForSource', 'InvalidArgument', undefined],
  )
  const refusals = {
    InvalidEventPatternException: events.putRule({ Name: 'bad', EventPattern: '{"source":"a"}' }),
    ResourceNotFoundException: events.describeRule({ Name: 'missing' }),
    ResourceAlreadyExistsException: events.createEventBus({ Name: 'default' }),
    ValidationException: events.putTargets({ Rule: 'ship', Targets: [{ Id: '1', Arn: 'arn:aws:ec2:::x' }] }),
  }
  for (const [name, refused] of Object.entries(refusals)) await assert.rejects(refused, { name })
  const event = JSON.stringify({
    id: '1',
    account: '000000000000',
    source: 'a',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    'detail-type': 'b',
  })
  const tested = await events.testEventPattern({ EventPattern: '{"source":["a"]}', Event: event })
  assert.equal(tested.Result, true)
})

test('a workflow fails with the entries that were refused', async () => {
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::events:putEvents',
    Parameters: { 'Entries.$': '$.Entries' },
    End: true,
  }
  const definition = JSON.stringify({ StartAt: 'Put', States: { Put: task } })
  const { stateMachineArn } = await sfn.createStateMachine({ name: 'malformed', definition, roleArn })
  const input = JSON.stringify({ Entries: [{ Source: 'a', DetailType: 'b', Detail: '"text"' }] })
  const { executionArn } = await sfn.startExecution({ stateMachineArn, input })
  const { status, error, cause } = await executionEnd(sfn, executionArn!)
  assert.deepEqual([status, error], ['FAILED', 'EventBridge.FailedEntry'])
  assert.equal(
    cause,
    '{"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}],"FailedEntryCount":1}',
  )
})

const hasCli = spawnSync('aws', ['--version']).status === 0
const skip = hasCli ? false : 'the AWS CLI (aws) is not installed here'

test("AWS's CLI puts an event that starts a workflow", { skip }, async () => {
  const entries = JSON.stringify([{ Source: 'shop', DetailType: 'Order placed', Detail: '{"id":99}' }])
  const { stdout } = await promisify(execFile)('aws', ['events', 'put-events', '--entries', entries], {
    env: {
      PATH: process.env['PATH'],
      HOME: server.dataDirectory,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
  })
  assert.equal((JSON.parse(stdout) as { FailedEntryCount: number }).FailedEntryCount, 0)
  await receiver.until(() =>
    receiver.received.find(({ path, body }) => path === '/rule' && body.includes('99')),
  )
})

test('CloudEvents come onto the bus, and one that is sent twice is one event', async () => {
  const [countBefore, rises] = [
    receiver.received.length,
    { specversion: '1.0', type: 'rises', source: 'moon' },
  ]
  const structured = () =>
    fetch(`${server.endpoint}/events?bus=night`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ ...rises, id: 'm1', subject: 'sky', data: { full: true } }),
    })
  const binary = await fetch(`${server.endpoint}/events?bus=night`, {
    method: 'POST',
    headers: {
      'ce-specversion': '1.0',
      'ce-type': 'sets',
      'ce-source': 'moon',
      'ce-id': 'm2',
      'content-type': 'text/plain',
    },
    body: 'slowly',
  })
  const answers = [await structured(), await structured(), binary]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202, 202],
  )
  const [first, second] = (await Promise.all(answers.map((answer) => answer.json()))) as EventsPut[]
  assert.equal(first!.Entries[0]!.EventId, second!.Entries[0]!.EventId)
  const nights = () => receiver.received.slice(countBefore).filter(({ path }) => path === '/night')
  await receiver.until(() => nights().length === 3)
  const details = nights().map(({ body }) => JSON.parse(body) as Record<string, unknown>)
  const sets = details.find((event) => event['detail-type'] === 'sets')
  assert.deepEqual(sets!['detail'], { data: 'slowly' })
  const risen = details.find((event) => event['detail-type'] === 'rises')
  assert.deepEqual([risen!['detail'], risen!['resources']], [{ full: true }, ['sky']])
  const none = await fetch(`${server.endpoint}/events`, { method: 'POST', body: '{}' })
  assert.equal(none.status, 400)
})

interface EventsPut {
  readonly Entries: readonly { readonly EventId: string }[]
}

test('an event whose target refuses it for good is dead, listed, and sent again by command', async () => {
  const rule = { Name: 'strict', EventPattern: '{"source":["strict"]}' }
  await events.putRule(rule)
  receiver.refusedPath = '/strict'
  await events.putTargets({ Rule: 'strict', Targets: [{ Id: '1', Arn: `${url}/strict` }] })
  await events.putEvents({ Entries: [{ Source: 'strict', DetailType: 'x', Detail: '{}' }] })
  const stepwell = (...parameters: string[]) =>
    runCommand(['events', ...parameters, '--endpoint', server.endpoint], { workingDirectory: folder })
  let listed = ''
  // Each question is one that the server answers; the event is dead soon after its first attempt.
  while (listed === '') listed = (await stepwell('dead')).stdout
  assert.match(
    listed,
    /rule:000000000000:us-east-1:default:strict:1 {2}attempts: 1 .* answered 422, expected 2xx/,
  )
  receiver.refusedPath = ''
  const again = await stepwell('redeliver', '--target', 'rule:000000000000:us-east-1:default:strict:1')
  assert.equal(again.stdout, '1 event is sent again\n')
  await receiver.until(() => receiver.received.find(({ path }) => path === '/strict'))
})

test('the metrics count deliveries', async () => {
  const text = await (await fetch(`${server.endpoint}/metrics`)).text()
  assert.match(text, /stepwell_event_deliveries_total\{target="status:ops",outcome="delivered"\} [1-9]/)
})
