/** Express executions in a real engine over a real store, in virtual time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { awsLimits } from '#base'
import { StoreUnavailable } from '#store'
import {
  EngineUnderTest,
  loop,
  machineOf,
  namespace,
  pass,
  task,
  wait,
} from '../../../test/support/engine-under-test.ts'
import type { Started } from '../port.ts'

const express = { type: 'EXPRESS' } as const

async function create(under: EngineUnderTest, name: string, definition: unknown) {
  const created = await under.engine.catalog.createMachine({
    ...machineOf(name, definition),
    ...express,
  })
  assert.ok(!('refused' in created), JSON.stringify(created))
  return created.machine
}

async function start(under: EngineUnderTest, name: string, input: unknown = {}): Promise<Started> {
  const started = await under.engine.start({
    ...namespace,
    stateMachineName: name,
    input: JSON.stringify(input),
  })
  assert.ok(!('refused' in started), JSON.stringify(started))
  return started
}

function startSync(under: EngineUnderTest, name: string, of: { input?: unknown; signal?: AbortSignal } = {}) {
  const request = { ...namespace, stateMachineName: name, input: JSON.stringify(of.input ?? {}) }
  return under.engine.startSync(request, of.signal)
}

async function ended(under: EngineUnderTest, name: string, input: unknown = {}) {
  const execution = await under.until(startSync(under, name, { input }))
  assert.ok(!('refused' in execution), JSON.stringify(execution))
  return execution.ended
}

/** The rows of a state machine's executions, the oldest first. */
async function rows(under: EngineUnderTest, machineId: number) {
  const page = await under.kept.executions({ machineId, limit: 1000 })
  return Promise.all(page.toReversed().map(({ id }) => under.kept.execution(id)))
}

test('an asynchronous execution of Pass states is one write, begun and ended', async (t) => {
  const under = await EngineUnderTest.open(t)
  const machine = await create(under, 'quick', pass)
  const before = under.tap.groups.length
  const { executionArn, startedAt } = await start(under, 'quick', { a: 1 })
  assert.match(executionArn, /^arn:aws:states:us-east-1:000000000000:express:quick:[^:]+:[^:]+$/)
  const writes = under.tap.groups.slice(before).flatMap((group) => group.writes)
  assert.equal(writes.length, 1)
  const [row] = await rows(under, machine.id)
  assert.deepEqual([row?.status, row?.output, row?.startedAt], ['SUCCEEDED', '{"a":1}', startedAt])
  assert.equal(row?.name, executionArn.split(':').slice(-2).join(':'))
  assert.deepEqual(
    await under.kept.history({ executionId: row.id, from: 1, eventsMax: 10, reverse: false }),
    [],
  )
})

test('executions of one name are different ones', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'quick', pass)
  const request = { ...namespace, stateMachineName: 'quick', name: 'same', input: '{}' }
  const arns = await Promise.all([1, 2, 3].map(() => under.engine.start(request)))
  assert.equal(new Set(arns.map((answer) => (answer as Started).executionArn)).size, 3)
})

test('nothing is sent before the row of an asynchronous execution is durable', async (t) => {
  const under = await EngineUnderTest.open(t)
  const machine = await create(under, 'calls', task())
  under.tap.hold('commit', 'answer')
  const starting = start(under, 'calls')
  await under.time.settled()
  assert.equal(under.sent.length, 0)
  under.tap.release('commit')
  await starting
  assert.equal(under.sent.length, 1)
  under.sent[0]!.answer({ done: true })
  await under.time.settled()
  const [row] = await rows(under, machine.id)
  assert.deepEqual([row?.status, row?.output], ['SUCCEEDED', '{"done":true}'])
})

test('a start whose row cannot be written is refused, and nothing runs', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'calls', task())
  under.tap.refuse('commit', new StoreUnavailable('the disk is full'))
  await assert.rejects(start(under, 'calls'), StoreUnavailable)
  assert.equal(under.sent.length, 0)
  assert.equal(under.engine.statistics().expressExecutions, 0)
})

test('an end that cannot be written now is written later', async (t) => {
  const under = await EngineUnderTest.open(t)
  const machine = await create(under, 'calls', task())
  await start(under, 'calls')
  under.tap.refuse('commit', new StoreUnavailable('the disk is full'), 2)
  under.sent[0]!.answer(1)
  await under.time.pass(5000)
  assert.equal((await rows(under, machine.id))[0]?.status, 'SUCCEEDED')
})

test('after a crash an asynchronous execution runs again from its beginning, with its ARN', async (t) => {
  const under = await EngineUnderTest.open(t)
  const machine = await create(under, 'calls', task())
  const { executionArn } = await start(under, 'calls', { n: 7 })
  await start(under, 'calls', { n: 8 })
  under.sent[1]!.answer('ended before')
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  assert.deepEqual(
    under.sent.slice(2).map((sent) => [sent.executionArn, sent.parameters.text, sent.idempotencyKey]),
    [[executionArn, '{"n":7}', under.sent[0]!.idempotencyKey]],
  )
  under.sent[2]!.answer('again')
  await under.time.settled()
  assert.deepEqual(
    (await rows(under, machine.id)).map((row) => row?.output),
    ['"again"', '"ended before"'],
  )
})

test('what ends in the time after a restart is not begun twice', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'calls', task())
  await start(under, 'calls')
  under.crash()
  await under.boot((tap) => tap.hold('expressMachines'))
  await start(under, 'calls')
  under.tap.release('expressMachines')
  await under.time.settled()
  assert.equal(under.sent.length, 3)
  assert.equal(under.engine.statistics().expressExecutions, 2)
})

test('executions above the number that runs at once wait as rows', async (t) => {
  const under = await EngineUnderTest.open(t, { expressRunsMax: 2 })
  const machine = await create(under, 'calls', task())
  for (const n of [0, 1, 2, 3]) await start(under, 'calls', n)
  await under.time.settled()
  assert.deepEqual([under.sent.length, under.engine.statistics().eventsWaiting], [2, 2])
  assert.deepEqual(await startSync(under, 'calls'), { refused: 'too-many-executions' })
  for (let i = 0; i < 4; i++) {
    under.sent[i]!.answer(i)
    await under.time.settled()
  }
  const outputs = (await rows(under, machine.id)).map((row) => row?.output)
  assert.deepEqual(outputs, ['0', '1', '2', '3'])
})

test('a synchronous execution writes nothing and gives its end', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'calls', task())
  const before = under.tap.groups.length
  const answer = under.until(startSync(under, 'calls', { input: { a: 1 } }))
  await under.time.settled()
  under.sent[0]!.fail('Custom', 'why')
  const execution = await answer
  assert.ok(!('refused' in execution))
  const { status, error, cause } = execution.ended
  assert.deepEqual([status, error, cause], ['FAILED', 'Custom', 'why'])
  assert.equal(under.tap.groups.length, before)
})

test('waits and retries take their time, and timers of what is over never fire', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'waits', wait(90))
  const begun = under.time.now
  const { at, status } = await ended(under, 'waits')
  assert.deepEqual([status, at - begun], ['SUCCEEDED', 90_000])
  const retry = [{ ErrorEquals: ['Again'], IntervalSeconds: 10, MaxAttempts: 2 }]
  await create(under, 'retries', task({ Retry: retry, TimeoutSeconds: 50 }))
  const answer = ended(under, 'retries')
  await under.time.settled()
  under.sent[0]!.fail('Again')
  await under.time.pass(10_000)
  under.sent[1]!.answer('ok')
  assert.equal((await answer).output?.text, '"ok"')
  await under.time.pass(100_000)
  assert.deepEqual(under.reports, [])
})

test('an execution is timed out after five minutes with the limits of AWS, or when its definition says so', async (t) => {
  const under = await EngineUnderTest.open(t, { limits: awsLimits })
  await create(under, 'long', wait(1000))
  const begun = under.time.now
  const end = await ended(under, 'long')
  assert.deepEqual([end.status, end.at - begun], ['TIMED_OUT', 300_000])
  await create(under, 'shorter', { ...(wait(1000) as object), TimeoutSeconds: 5 })
  assert.equal((await ended(under, 'shorter')).at - under.time.now, 0)
})

test('a clock that is set back makes no timer early', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'waits', wait(10))
  const answer = startSync(under, 'waits')
  let isOver = false
  void answer.then(() => (isOver = true))
  under.time.setWallClock(-5000)
  await under.time.pass(14_000)
  assert.equal(isOver, false)
  await under.time.pass(2000)
  assert.equal(isOver, true)
  await answer
})

test('who stops waiting does not end the execution', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'calls', task())
  const controller = new AbortController()
  const answer = startSync(under, 'calls', { signal: controller.signal })
  await under.time.settled()
  controller.abort(new Error('gone'))
  await assert.rejects(answer, /gone/)
  assert.equal(under.engine.statistics().expressExecutions, 1)
  assert.equal(under.sent[0]!.signal.aborted, false)
  under.sent[0]!.answer(1)
  await under.time.settled()
  assert.equal(under.engine.statistics().expressExecutions, 0)
})

test('a task that its state gave up is cut off', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'calls', task({ TimeoutSeconds: 3 }))
  const end = await ended(under, 'calls')
  assert.deepEqual([end.status, end.error], ['FAILED', 'States.Timeout'])
  assert.equal(under.sent[0]!.signal.aborted, true)
})

test('closing lets go: who waits is told, rows are begun again by the next start', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'calls', task())
  const answer = startSync(under, 'calls')
  await start(under, 'calls')
  const rejected = assert.rejects(answer, StoreUnavailable)
  await under.close()
  await rejected
  assert.equal(under.sent[0]!.signal.reason, 'the server stops')
  await under.boot()
  await under.time.settled()
  assert.equal(under.sent.length, 3)
})

test('an endless loop ends at its deadline and lets others run meanwhile', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'loops', { ...loop, TimeoutSeconds: 1 })
  await create(under, 'quick', pass)
  const looping = startSync(under, 'loops')
  assert.equal((await ended(under, 'quick')).status, 'SUCCEEDED')
  assert.equal(under.engine.statistics().expressExecutions, 1)
  await under.time.pass(1000)
  const execution = await looping
  assert.equal('ended' in execution && execution.ended.status, 'TIMED_OUT')
})

test('each type is started in its own way only', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('standard', pass)
  await create(under, 'express', pass)
  assert.deepEqual(await startSync(under, 'standard'), { refused: 'type-not-supported' })
  assert.deepEqual(await startSync(under, 'nobody'), { refused: 'unknown-state-machine' })
  const request = { ...namespace, stateMachineName: 'express', input: '{}', type: 'STANDARD' } as const
  assert.deepEqual(await under.engine.start(request), { refused: 'type-not-supported' })
})

test('executions of a deleted Express state machine go on to their end', async (t) => {
  const under = await EngineUnderTest.open(t)
  const machine = await create(under, 'calls', task())
  await start(under, 'calls')
  await under.engine.catalog.deleteMachine(namespace, 'calls')
  assert.deepEqual(await startSync(under, 'calls'), { refused: 'unknown-state-machine' })
  await under.restart()
  await under.time.settled()
  under.sent[1]!.answer('late')
  await under.time.settled()
  assert.equal((await rows(under, machine.id))[0]?.output, '"late"')
})

test('expressions that have to be awaited, Maps and variables run in memory, too', async (t) => {
  const under = await EngineUnderTest.open(t)
  await create(under, 'computes', {
    QueryLanguage: 'JSONata',
    StartAt: 'Sum',
    States: {
      Sum: { Type: 'Pass', Assign: { sum: '{% $sum($states.input.numbers) %}' }, Next: 'Each' },
      Each: {
        Type: 'Map',
        Items: '{% $states.input.numbers %}',
        ItemProcessor: {
          StartAt: 'Add',
          States: { Add: { Type: 'Pass', Output: '{% $states.input + $sum %}', End: true } },
        },
        End: true,
      },
    },
  })
  const numbers = Array.from({ length: 250 }, (_, i) => i)
  const { status, output } = await ended(under, 'computes', { numbers })
  assert.equal(status, 'SUCCEEDED')
  const sum = (250 * 249) / 2
  assert.deepEqual(
    output?.value,
    numbers.map((n) => n + sum),
  )
  const machine = await create(under, 'later', {
    QueryLanguage: 'JSONata',
    StartAt: 'P',
    States: {
      P: { Type: 'Pass', Output: '{% $string($states.context.Execution.RedriveCount) %}', End: true },
    },
  })
  await start(under, 'later')
  await under.time.runUntil(() => under.engine.statistics().expressExecutions === 0, 100)
  await under.time.settled()
  const [row] = await rows(under, machine.id)
  assert.deepEqual([row?.status, row?.cause, row?.output], ['SUCCEEDED', undefined, '"0"'])
  assert.equal((await ended(under, 'later')).error, 'States.QueryEvaluationError')
})
