import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AslError, Payload, type Outcome } from '#base'
import { serverStops } from '#integrations'
import { StoreUnavailable } from '#store'
import { EngineUnderTest, single, task, wait } from '../../test/support/engine-under-test.ts'
import { tasksInFlightMax } from './dispatch.ts'
import { Queue } from './queue.ts'

const withToken = (more: Readonly<Record<string, unknown>> = {}) =>
  single({
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
    ...more,
  })
const sync = single({
  Type: 'Task',
  Resource: 'arn:aws:states:::states:startExecution.sync',
  Parameters: { StateMachineArn: 'child' },
})

const tokenOf = (under: EngineUnderTest, index = 0) =>
  (under.sent[index]!.parameters.value as { MessageBody: string }).MessageBody

test('a task leaves after the commit of its turn, not before', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  under.tap.hold('commit')
  const started = under.start('m')
  await under.time.settled()
  assert.equal(under.sent.length, 0)
  under.tap.release('commit')
  await started
  await under.time.settled()
  assert.equal(under.sent.length, 1)
})

test('a task whose turn is rolled back never leaves', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  under.tap.refuse('commit', new StoreUnavailable('full'))
  await assert.rejects(under.start('m'))
  await under.time.pass(60_000)
  assert.equal(under.sent.length, 0)
})

test('a task that was in flight at a crash is sent again with the same key and the same parameters', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task({ Parameters: { 'a.$': '$.a', fixed: 1 } }))
  const arn = await under.start('m', { input: { a: 'b' } })
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  assert.equal(under.sent.length, 2)
  const [first, again] = under.sent
  assert.equal(again!.idempotencyKey, first!.idempotencyKey)
  assert.equal(again!.parameters.text, first!.parameters.text)
  again!.answer('done')
  first!.answer('too late: its process is gone')
  const { output } = await under.ended(arn)
  assert.equal(output, '"done"')
  assert.equal((await under.historyTypes(arn)).filter((type) => type.endsWith('Scheduled')).length, 1)
})

test('a retry is another attempt with a key of its own', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }] }))
  const arn = await under.start('m')
  await under.time.settled()
  under.sent[0]!.fail('Oops', 'it did not work')
  await under.time.pass(1000)
  assert.equal(under.sent.length, 2)
  assert.notEqual(under.sent[1]!.idempotencyKey, under.sent[0]!.idempotencyKey)
  under.sent[1]!.answer('done')
  assert.equal((await under.ended(arn)).status, 'SUCCEEDED')
})

test('a task that times out is cancelled, and what it answers later is ignored', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task({ TimeoutSeconds: 5 }))
  const arn = await under.start('m')
  await under.time.pass(5000)
  const [sent] = under.sent
  assert.equal(sent!.signal.aborted, true)
  assert.notEqual(sent!.signal.reason, serverStops)
  sent!.answer('late')
  await under.time.settled()
  const { status, error, output } = await under.record(arn)
  assert.deepEqual(
    { status, error, output },
    { status: 'FAILED', error: 'States.Timeout', output: undefined },
  )
})

test('a task whose execution is stopped is cancelled, and what it answers later is ignored', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const arn = await under.start('m')
  await under.time.settled()
  await under.engine.stop({ executionArn: arn })
  assert.equal(under.sent[0]!.signal.aborted, true)
  under.sent[0]!.answer('late')
  await under.time.settled()
  assert.equal((await under.record(arn)).status, 'ABORTED')
})

test('a task that has succeeded is not cancelled afterwards', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const arn = await under.start('m')
  await under.time.settled()
  under.sent[0]!.answer('done')
  await under.ended(arn)
  await under.time.settled()
  assert.equal(under.sent[0]!.signal.aborted, false)
})

test('a sibling of a branch that failed is cancelled', async (t) => {
  const under = await EngineUnderTest.open(t)
  const branch = (name: string) => JSON.parse(JSON.stringify(task()).replaceAll('Only', name)) as unknown
  await under.create('m', single({ Type: 'Parallel', Branches: [branch('A'), branch('B')] }))
  const arn = await under.start('m')
  await under.time.settled()
  under.sent[0]!.fail('Oops')
  assert.equal((await under.ended(arn)).status, 'FAILED')
  assert.equal(under.sent[1]!.signal.aborted, true)
})

test('a way out that throws is an error of the task', async (t) => {
  const under = await EngineUnderTest.open(t, { send: () => Promise.reject(new Error('a broken pipe')) })
  await under.create('m', task())
  const { status, error, cause } = await under.ended(await under.start('m'))
  assert.deepEqual({ status, error }, { status: 'FAILED', error: 'States.TaskFailed' })
  assert.match(cause!, /a broken pipe/)
})

test('no more tasks than the limit are in flight; the others wait for their turn', async (t) => {
  const under = await EngineUnderTest.open(t)
  const more = 50
  await under.create('m', task())
  await Promise.all(Array.from({ length: tasksInFlightMax + more }, () => under.start('m')))
  await under.time.settled()
  assert.equal(under.sent.length, tasksInFlightMax)
  const { tasksInFlight, tasksWaiting } = under.engine.statistics()
  assert.deepEqual({ tasksInFlight, tasksWaiting }, { tasksInFlight: tasksInFlightMax, tasksWaiting: more })
  for (const sent of under.sent.splice(0)) sent.answer('done')
  await under.time.settled()
  assert.equal(under.sent.length, more)
  for (const sent of under.sent) sent.answer('done')
  await under.time.settled()
  assert.equal((await under.kept.statistics()).executionsByStatus.SUCCEEDED, tasksInFlightMax + more)
})

test('a job that is watched leaves its place to the tasks that it may wait for', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', sync)
  const arn = await under.start('m')
  await under.time.settled()
  const job = Promise.withResolvers<Outcome<Payload>>()
  under.sent[0]!.answer({ submitted: true }, job.promise)
  await under.time.settled()
  assert.equal(under.engine.statistics().tasksInFlight, 0)
  assert.equal((await under.historyTypes(arn)).at(-1), 'TaskSubmitted')
  job.resolve(Payload.fromValue('the result'))
  assert.equal((await under.ended(arn)).output, '"the result"')
})

test('a job that was submitted before a crash is watched again, with what was submitted', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', sync)
  const arn = await under.start('m')
  await under.time.settled()
  under.sent[0]!.answer({ job: 7 }, Promise.withResolvers<Outcome<Payload>>().promise)
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  assert.equal(under.sent.length, 2)
  assert.deepEqual(under.sent[1]!.submission?.value, { job: 7 })
  under.sent[1]!.answer({ job: 7 }, Promise.resolve(new AslError('JobFailed', 'it says')))
  const { status, error } = await under.ended(arn)
  assert.deepEqual({ status, error }, { status: 'FAILED', error: 'JobFailed' })
  assert.equal((await under.historyTypes(arn)).filter((type) => type === 'TaskSubmitted').length, 1)
})

test('a job whose watching breaks is taken up again', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', sync)
  const arn = await under.start('m')
  await under.time.settled()
  const fault = new Error('the watcher has a fault')
  under.sent[0]!.answer({ job: 7 }, Promise.reject(fault))
  await under.time.pass(1000)
  assert.deepEqual(under.reports, [fault])
  assert.equal(under.sent.length, 2)
  under.sent[1]!.answer({ job: 7 }, Promise.resolve(Payload.fromValue('ended')))
  assert.equal((await under.ended(arn)).output, '"ended"')
})

test('a job that cannot be cut off is reported, and nothing waits for it', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', sync)
  const arn = await under.start('m')
  await under.time.settled()
  const { promise, reject } = Promise.withResolvers<Outcome<Payload>>()
  under.sent[0]!.answer({ job: 7 }, promise)
  await under.time.settled()
  await under.engine.stop({ executionArn: arn })
  const full = new StoreUnavailable('its child cannot be stopped')
  reject(full)
  await under.time.pass(10_000)
  assert.deepEqual(under.reports, [full])
  assert.equal(under.sent.length, 1)
})

test('a task whose frame cannot be read is sent when it can', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const arn = await under.start('m')
  under.crash()
  await under.boot((tap) => tap.refuse('execution', new StoreUnavailable('busy'), 2))
  await under.time.pass(5000)
  assert.equal(under.sent.length, 2)
  under.sent[1]!.answer('done')
  assert.equal((await under.ended(arn)).status, 'SUCCEEDED')
  assert.deepEqual(under.reports, [])
})

// ------------------------------------------------------------------------------------------------- task tokens

test('a token ends its task once; the second time it has timed out', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', withToken())
  const arn = await under.start('m')
  await under.time.settled()
  under.sent[0]!.answer({ messageId: 1 })
  await under.time.settled()
  const answer = { taskToken: tokenOf(under), result: { output: '"approved"' } }
  assert.equal(await under.engine.completeTask(answer), 'done')
  assert.equal(await under.engine.completeTask(answer), 'timed-out')
  const { status, output } = await under.record(arn)
  assert.deepEqual({ status, output }, { status: 'SUCCEEDED', output: '"approved"' })
  assert.deepEqual((await under.historyTypes(arn)).slice(2), [
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ])
})

test('two answers at once: one of them is taken', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', {
    StartAt: 'A',
    States: {
      A: { ...(withToken() as { States: { Only: object } }).States.Only, End: undefined, Next: 'B' },
      B: { Type: 'Wait', Seconds: 60, End: true },
    },
  })
  await under.start('m')
  await under.time.settled()
  const complete = (output: string) =>
    under.engine.completeTask({ taskToken: tokenOf(under), result: { output } })
  assert.deepEqual(await Promise.all([complete('1'), complete('2')]), ['done', 'timed-out'])
})

test('a success that comes before the answer to the submission counts', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', withToken())
  const arn = await under.start('m')
  await under.time.settled()
  const reply = await under.engine.completeTask({
    taskToken: tokenOf(under),
    result: { output: '"at once"' },
  })
  assert.equal(reply, 'done')
  under.sent[0]!.answer({ messageId: 1 })
  await under.time.settled()
  assert.equal((await under.record(arn)).output, '"at once"')
  assert.ok(!(await under.historyTypes(arn)).includes('TaskSubmitted'))
})

test('a token works after a restart, and its task is not sent again once it was submitted', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', withToken())
  const arn = await under.start('m')
  await under.time.settled()
  under.sent[0]!.answer({ messageId: 1 })
  await under.time.settled()
  await under.restart()
  await under.time.pass(60_000)
  assert.equal(under.sent.length, 1)
  const result = { error: 'Refused', cause: 'not today' }
  assert.equal(await under.engine.completeTask({ taskToken: tokenOf(under), result }), 'done')
  const { status, error, cause } = await under.record(arn)
  assert.deepEqual({ status, error, cause }, { status: 'FAILED', ...result })
})

test('a token that no server made, or that was changed, is none', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', withToken())
  await under.start('m')
  await under.time.settled()
  const token = tokenOf(under)
  const other = (character: string) => (character === 'A' ? 'B' : 'A')
  const garbled = [
    '',
    'x',
    'a token that somebody made up',
    token.slice(0, -1),
    `${token}A`,
    `${token} `,
    `${token}=`,
    token.toLowerCase(),
    ...[0, 1, 12, 20, 30, 40].map((at) => token.slice(0, at) + other(token[at]!) + token.slice(at + 1)),
  ]
  for (const taskToken of garbled) {
    const reply = await under.engine.completeTask({ taskToken, result: { output: '1' } })
    assert.equal(reply, 'invalid-token', taskToken)
    assert.equal(await under.engine.heartbeat(taskToken), 'invalid-token')
  }
  assert.equal(await under.engine.heartbeat(token), 'done')
})

test('a token of another store is none', async (t) => {
  const [one, other] = [await EngineUnderTest.open(t), await EngineUnderTest.open(t)]
  for (const under of [one, other]) {
    await under.create('m', withToken())
    await under.start('m')
    await under.time.settled()
  }
  assert.notEqual(tokenOf(one), tokenOf(other))
  assert.equal(await other.engine.heartbeat(tokenOf(one)), 'invalid-token')
  assert.equal(await other.engine.heartbeat(tokenOf(other)), 'done')
})

test('a token whose execution was deleted is of no task', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', withToken({ TimeoutSeconds: 1 }))
  const arn = await under.start('m')
  await under.ended(arn)
  await under.kept.deleteClosed(Number.MAX_SAFE_INTEGER, 10)
  const reply = await under.engine.completeTask({ taskToken: tokenOf(under), result: { output: '1' } })
  assert.equal(reply, 'unknown-task')
})

test('a heartbeat of a task that is not there any more has timed out', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', {
    StartAt: 'A',
    States: {
      A: {
        ...(withToken({ TimeoutSeconds: 5 }) as { States: { Only: object } }).States.Only,
        End: undefined,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
        Next: 'B',
      },
      B: (wait(60) as { States: { Only: object } }).States.Only,
    },
  })
  await under.start('m')
  await under.time.pass(5000)
  assert.equal(await under.engine.heartbeat(tokenOf(under)), 'timed-out')
})

test('the queue gives what was put first, also when it is long', () => {
  const queue = new Queue<number>()
  let put = 0
  let taken = 0
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < 400; i++) queue.push(put++)
    for (let i = 0; i < 300; i++) assert.equal(queue.shift(), taken++)
    assert.equal(queue.length, put - taken)
  }
  while (queue.length > 0) assert.equal(queue.shift(), taken++)
  assert.equal(taken, put)
  assert.equal(queue.shift(), undefined)
  queue.push(1)
  queue.clear()
  assert.equal(queue.length, 0)
  assert.equal(queue.shift(), undefined)
})
