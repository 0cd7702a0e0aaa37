/** What is in memory: eviction, loading, faults and fairness. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '#base'
import { StoreUnavailable } from '#store'
import { EngineUnderTest, loop, pass, single, task, wait } from '../../test/support/engine-under-test.ts'

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`

/** A Map over `$` whose iterations call a function. */
const mapOfTasks = single({
  Type: 'Map',
  ItemProcessor: {
    StartAt: 'Call',
    States: { Call: { Type: 'Task', Resource: functionArn('call'), End: true } },
  },
})

test('executions that wait are evicted, and all of them end', async (t) => {
  const under = await EngineUnderTest.open(t)
  const count = 4500
  await under.create('m', wait(300))
  for (let i = 0; i < count; i += 500) {
    await Promise.all(Array.from({ length: 500 }, () => under.start('m')))
    await under.time.settled()
    assert.ok(under.engine.statistics().executionsInMemory <= 2000)
  }
  await under.time.pass(302_000)
  const { RUNNING, SUCCEEDED } = (await under.kept.statistics()).executionsByStatus
  assert.deepEqual({ RUNNING, SUCCEEDED }, { RUNNING: 0, SUCCEEDED: count })
  assert.equal(under.engine.statistics().executionsInMemory, 0)
})

test('an execution that has ended is not in memory', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  await Promise.all(Array.from({ length: 50 }, () => under.start('m')))
  assert.equal(under.engine.statistics().executionsInMemory, 0)
})

test('events find executions that are not in memory, many at once, each in its order', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', mapOfTasks)
  const arn = await under.start('m', { input: [1, 2, 3] })
  await under.restart()
  await under.time.settled()
  const tasks = under.sent.slice(3)
  assert.equal(tasks.length, 3)
  for (const sent of tasks) sent.answer(sent.parameters.value)
  assert.equal((await under.ended(arn)).output, '[1,2,3]')
})

test('a large execution is loaded piece by piece and ends as it would have', async (t) => {
  const under = await EngineUnderTest.open(t)
  const items = Array.from({ length: 700 }, (_, i) => i)
  await under.create('m', mapOfTasks)
  const arn = await under.start('m', { input: items })
  await under.time.settled()
  assert.equal(under.sent.length, 700)
  for (const sent of under.sent.slice(0, 300)) sent.answer(sent.parameters.value)
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  const again = under.sent.slice(700)
  assert.deepEqual(
    again.map(({ parameters }) => parameters.value).toSorted((a, b) => Number(a) - Number(b)),
    items.slice(300),
  )
  // Most answers come for frames that were only looked at to send their tasks.
  for (const sent of again.toReversed()) sent.answer(sent.parameters.value)
  const { status, output } = await under.ended(arn)
  assert.deepEqual({ status, output }, { status: 'SUCCEEDED', output: JSON.stringify(items) })
})

test('late answers for frames that were dropped find nothing, though the store still has them', async (t) => {
  const under = await EngineUnderTest.open(t)
  const items = Array.from({ length: 300 }, (_, i) => i)
  await under.create('m', {
    StartAt: 'Work',
    States: {
      Work: {
        ...(mapOfTasks as { States: { Only: object } }).States.Only,
        End: undefined,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Later' }],
        Next: 'Later',
      },
      Later: { Type: 'Wait', Seconds: 60, Result: undefined, End: true },
    },
  })
  const arn = await under.start('m', { input: items })
  await under.time.settled()
  under.crash()
  await under.boot()
  await under.time.settled()
  const again = under.sent.slice(300)
  const [first, ...others] = again
  first!.fail('Broken')
  for (const sent of others) sent.answer('late')
  const { status } = await under.ended(arn)
  assert.equal(status, 'SUCCEEDED')
  const types = await under.historyTypes(arn)
  assert.equal(types.filter((type) => type === 'LambdaFunctionSucceeded').length, 0)
  assert.deepEqual(types.slice(-3), ['WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'])
})

test('an execution that loops for ever does not keep others from being answered', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('loop', loop)
  await under.create('m', pass)
  const loops = await Promise.all(Array.from({ length: 10 }, () => under.start('loop')))
  for (let i = 0; i < 5; i++) assert.equal((await under.record(await under.start('m'))).status, 'SUCCEEDED')
  // All of them go on beside each other.
  const lengths = await Promise.all(loops.map(async (arn) => (await under.history(arn)).length))
  assert.ok(
    lengths.every((length) => length >= 500),
    lengths.join(', '),
  )
  await Promise.all(loops.map((executionArn) => under.engine.stop({ executionArn })))
  assert.equal((await under.kept.statistics()).executionsByStatus.RUNNING, 0)
})

test('a fault of ours in one execution is reported and takes no other along', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const sound = await under.start('m')
  const broken = await under.start('m')
  under.crash()
  await under.boot((tap) => tap.hold('frames', 'answer'))
  const { frames } = under.kept
  const { id } = await under.record(broken)
  under.kept.frames = async (query) => {
    const found = await frames(query)
    if (query.executionId !== id) return found
    return found.map((frame) => ({ ...frame, progress: { text: '[99,{}]', payloads: [] } }))
  }
  under.tap.release('frames')
  await under.time.settled()
  under.sent.at(-1)!.answer('done')
  assert.equal((await under.ended(sound)).status, 'SUCCEEDED')
  assert.ok(under.reports.length > 0)
  assert.match(under.reports[0]!.message, /a record of version 99/)
  under.kept.frames = frames
  assert.equal((await under.record(broken)).status, 'RUNNING')
  await under.restart()
  await under.time.settled()
  under.sent.at(-1)!.answer('done')
  assert.equal((await under.ended(broken)).status, 'SUCCEEDED')
})

test('a start that meets a fault of ours is told so, and nothing of it is kept', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const clock = under.time.process
  const fault = new Error('a fault of ours')
  under.crash()
  let breaks = false
  under.time.process = () => {
    const { clock: real, kill } = clock.call(under.time)
    return { kill, clock: { ...real, seed: () => (breaks ? undefined! : real.seed()) } }
  }
  await under.boot()
  breaks = true
  await under.create('random', single({ Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' } }))
  await assert.rejects(under.start('random'))
  assert.equal(under.reports.length, 1)
  assert.notEqual(under.reports[0], fault)
  assert.equal(under.engine.statistics().executionsInMemory, 0)
  breaks = false
  assert.equal((await under.record(await under.start('random'))).status, 'SUCCEEDED')
})

test('an event whose execution cannot be loaded now comes later', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(100))
  const arn = await under.start('m')
  await under.restart()
  under.tap.refuse('frames', new StoreUnavailable('busy'), 3)
  await under.time.pass(104_000)
  assert.equal((await under.record(arn)).status, 'SUCCEEDED')
  assert.deepEqual(under.reports, [])
})

test('a caller whose execution cannot be loaded is told so', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(100))
  const executionArn = await under.start('m')
  await under.restart()
  const busy = new StoreUnavailable('busy')
  under.tap.refuse('frames', busy)
  await assert.rejects(under.engine.stop({ executionArn }), busy)
  assert.equal((await under.ended(executionArn)).status, 'SUCCEEDED')
})

test('events that a full disk threw back are taken again in their order', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create(
    'm',
    single({
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync',
      Parameters: { StateMachineArn: 'child' },
    }),
  )
  const arn = await under.start('m')
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  under.tap.refuse('commit', new StoreUnavailable('full'))
  under.sent[1]!.answer({ job: 1 }, Promise.resolve(Payload.fromValue('ended')))
  assert.equal((await under.ended(arn)).output, '"ended"')
  assert.deepEqual((await under.historyTypes(arn)).slice(-4), [
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ])
})
