import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  EngineUnderTest,
  machineOf,
  namespace,
  single,
  task,
} from '../../../test/support/engine-under-test.ts'
import { logEntryOf } from './log-entry.ts'
import type { LogEvent } from '../port.ts'
import { RecentLogEvents } from './recent-log-events.ts'

const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:group:*'

function logging(level: string, includeExecutionData = true): string {
  const destinations = [{ cloudWatchLogsLogGroup: { logGroupArn } }]
  return JSON.stringify({ loggingConfiguration: { level, includeExecutionData, destinations } })
}

/** Runs one synchronous execution and gives what it logged. */
async function logOf(t: test.TestContext, of: { definition: unknown; configuration: string }) {
  const told: LogEvent[] = []
  const under = await EngineUnderTest.open(t, { log: (event) => told.push(event) })
  const machine = {
    ...machineOf('m', of.definition),
    type: 'EXPRESS',
    configuration: of.configuration,
  } as const
  await under.engine.catalog.createMachine(machine)
  const ran = await under.until(
    under.engine.startSync({ ...namespace, stateMachineName: 'm', input: '{"a":1}' }),
  )
  assert.ok('executionArn' in ran)
  assert.deepEqual(under.engine.logEvents(ran.executionArn), told)
  return told
}

const pass = single({ Type: 'Pass' })
const fail = single({ Type: 'Fail', Error: 'Broken', Cause: 'why' })
const types = (events: readonly LogEvent[]) => events.map(({ entry }) => entry.type)

test('the level ALL logs every event, with its data', async (t) => {
  const events = await logOf(t, { definition: pass, configuration: logging('ALL') })
  assert.deepEqual(types(events), [
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ])
  const last = events.at(-1)!
  assert.equal(last.logGroupArn, logGroupArn)
  assert.deepEqual(logEntryOf(last), {
    id: '4',
    type: 'ExecutionSucceeded',
    details: { output: '{"a":1}', outputDetails: { truncated: false } },
    previous_event_id: '3',
    event_timestamp: String(last.entry.timestamp),
    execution_arn: last.executionArn,
    redrive_count: '0',
  })
})

test('without data the documents are left out, and nothing else', async (t) => {
  const events = await logOf(t, { definition: pass, configuration: logging('ALL', false) })
  assert.deepEqual(
    events.map(({ entry }) => entry.details),
    [{ roleArn: 'arn:aws:iam::000000000000:role/test' }, { name: 'Only' }, { name: 'Only' }, {}],
  )
})

test('the levels ERROR and FATAL log what went wrong', async (t) => {
  assert.deepEqual(types(await logOf(t, { definition: fail, configuration: logging('ERROR') })), [
    'FailStateEntered',
    'ExecutionFailed',
  ])
  assert.deepEqual(types(await logOf(t, { definition: fail, configuration: logging('FATAL') })), [
    'ExecutionFailed',
  ])
  assert.deepEqual(await logOf(t, { definition: pass, configuration: logging('ERROR') }), [])
})

test('without a level or a destination nothing is logged', async (t) => {
  assert.deepEqual(await logOf(t, { definition: fail, configuration: logging('OFF') }), [])
  assert.deepEqual(await logOf(t, { definition: fail, configuration: '{}' }), [])
})

test('a Standard execution is logged once its turns are durable, and goes on after a restart', async (t) => {
  const told: LogEvent[] = []
  const under = await EngineUnderTest.open(t, { log: (event) => told.push(event) })
  await under.engine.catalog.createMachine({ ...machineOf('m', task()), configuration: logging('ALL') })
  under.tap.hold('commit', 'answer')
  const starting = under.start('m')
  await under.time.settled()
  assert.deepEqual(told, [])
  under.tap.release('commit')
  const arn = await starting
  await under.restart()
  await under.time.settled()
  under.sent.at(-1)!.answer(1)
  await under.ended(arn)
  const history = await under.history(arn)
  assert.deepEqual(
    told.map(({ entry }) => entry),
    history,
  )
})

test('an entry that is too long has its longest documents cut, and says so', () => {
  const documents = {
    plain: 'x'.repeat(300_000),
    quoted: JSON.stringify({ text: '"'.repeat(200_000) }),
    wide: '😀'.repeat(100_000),
  }
  for (const [name, output] of Object.entries(documents)) {
    const entry = { id: 1, previousEventId: 0, type: 'X', timestamp: 5 }
    const details = { output, outputDetails: { truncated: false }, name: 'n' }
    const cut = logEntryOf({ logGroupArn, executionArn: 'e', entry: { ...entry, details } })
    const text = cut.details['output'] as string
    const bytes = Buffer.byteLength(JSON.stringify(cut))
    assert.ok(bytes <= 248 * 1024 && bytes > 240 * 1024, `${name} has ${bytes} bytes`)
    assert.ok(output.startsWith(text) && text.isWellFormed(), name)
    assert.deepEqual([cut.details['outputDetails'], cut.details['name']], [{ truncated: true }, 'n'])
  }
})

test('of two long documents the longer one is cut first', () => {
  const entry = { id: 1, previousEventId: 0, type: 'X', timestamp: 5 }
  const details = { input: 'i'.repeat(100_000), output: 'o'.repeat(400_000) }
  const cut = logEntryOf({ logGroupArn, executionArn: 'e', entry: { ...entry, details } }).details
  assert.equal(cut['input'], details.input)
  assert.ok((cut['output'] as string).length < 160_000)
})

test('what was written to longest ago is forgotten first', () => {
  const recent = new RecentLogEvents(10_000)
  const event = (executionArn: string, id: number): LogEvent => {
    const entry = { id, previousEventId: 0, type: 'X', timestamp: id, details: { output: 'x'.repeat(1000) } }
    return { logGroupArn, executionArn, entry }
  }
  for (let id = 1; id <= 4; id++) for (const arn of ['a', 'b']) recent.add(event(arn, id))
  recent.add(event('a', 5))
  assert.deepEqual([...recent.executionArns()], ['a'])
  assert.equal(recent.of('a').length, 5)
  for (let id = 6; id <= 100; id++) recent.add(event('a', id))
  const kept = recent.of('a').map(({ entry }) => entry.id)
  assert.equal(kept.at(-1), 100)
  assert.ok(kept.length >= 4 && kept.length <= 8, `${kept.length} events are kept`)
  assert.deepEqual(
    kept,
    Array.from(kept, (_, i) => kept[0]! + i),
  )
  assert.deepEqual(recent.of('b'), [])
})
