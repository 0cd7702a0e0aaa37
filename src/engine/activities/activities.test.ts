import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { StoreUnavailable, type ActivityRecord } from '#store'
import { EngineUnderTest, namespace, single } from '../../../test/support/engine-under-test.ts'

const arn = 'arn:aws:states:us-east-1:000000000000:activity:paint'
const painting = (more: Readonly<Record<string, unknown>> = {}) =>
  single({ Type: 'Task', Resource: arn, ...more })

async function withActivity(t: TestContext): Promise<{ under: EngineUnderTest; activity: ActivityRecord }> {
  const under = await EngineUnderTest.open(t)
  return { under, activity: await createActivity(under) }
}

async function createActivity(under: EngineUnderTest): Promise<ActivityRecord> {
  const created = await under.engine.catalog.createActivity({
    ...namespace,
    name: 'paint',
    configuration: '{}',
  })
  assert.ok('activity' in created)
  return created.activity
}

/** A worker that polls once. */
function poll(under: EngineUnderTest, activity: ActivityRecord, workerName = 'worker') {
  const leaving = new AbortController()
  const polled = under.engine.pollActivity({ activity, workerName, signal: leaving.signal })
  return { polled, leave: () => leaving.abort() }
}

const succeed = (under: EngineUnderTest, taskToken: string) =>
  under.engine.completeTask({ taskToken, result: { output: '"painted"' } })

test('a task waits for a worker, who gets its input and a token', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  const execution = await under.start('m', { input: { colour: 'red' } })
  const task = await under.until(poll(under, activity, 'ann').polled)
  assert.equal(task?.input, '{"colour":"red"}')
  assert.equal(await succeed(under, task.taskToken), 'done')
  assert.equal((await under.record(execution)).output, '"painted"')
  const started = (await under.history(execution)).find(({ type }) => type === 'ActivityStarted')
  assert.equal(started?.details?.['workerName'], 'ann')
})

test('a worker that waits gets the task that comes', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  const { polled } = poll(under, activity)
  await under.time.pass(30_000)
  assert.equal(under.engine.statistics().workersWaiting, 1)
  await under.start('m')
  await under.time.settled()
  assert.ok(await polled)
  assert.equal(under.engine.statistics().workersWaiting, 0)
})

test('two workers and one task: one of them gets it, the other one the next', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  const tokens: string[] = []
  for (let i = 0; i < 2; i++) {
    void poll(under, activity).polled.then((task) => tokens.push(task?.taskToken ?? 'none'))
  }
  await under.time.settled()
  await under.start('m')
  await under.time.settled()
  assert.equal(tokens.length, 1)
  await under.start('m')
  await under.time.settled()
  assert.equal(new Set(tokens).size, 2)
  assert.ok(!tokens.includes('none'))
})

test('two workers that come to one waiting task at once do not both get it', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  await under.start('m')
  const polls = [poll(under, activity).polled, poll(under, activity).polled]
  const tasks = await under.until(Promise.all(polls))
  assert.equal(tasks.filter((task) => task !== undefined).length, 1)
})

test('tasks go out in the order in which they came', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  for (let i = 0; i < 120; i++) {
    await under.start('m', { input: i })
    if (i % 40 === 0) await under.time.pass(1)
  }
  const inputs: (string | undefined)[] = []
  for (let i = 0; i < 120; i++) inputs.push((await under.until(poll(under, activity).polled))?.input)
  assert.deepEqual(
    inputs,
    Array.from({ length: 120 }, (_, i) => String(i)),
  )
})

test('a poll ends with nothing after a minute', async (t) => {
  const { under, activity } = await withActivity(t)
  const began = under.time.now
  assert.equal(await under.until(poll(under, activity).polled), undefined)
  assert.equal(under.time.now - began, 60_000)
  assert.equal(under.engine.statistics().workersWaiting, 0)
})

test('a task that is queued while a worker looks is not overlooked', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  // The first look is answered with what was there before the task came.
  under.tap.hold('queuedFrames', 'answer')
  const { polled } = poll(under, activity)
  await under.time.settled()
  await under.start('m')
  under.tap.release('queuedFrames')
  await under.time.settled()
  assert.equal(under.engine.statistics().workersWaiting, 0)
  assert.ok(await polled)
})

test('a worker that has left gets nothing, and its task goes to the next one', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  const first = poll(under, activity)
  await under.time.settled()
  first.leave()
  assert.equal(await first.polled, undefined)
  assert.equal(under.engine.statistics().workersWaiting, 0)
  await under.start('m')
  assert.ok(await under.until(poll(under, activity).polled))
})

test('a worker that leaves while it is given a task passes it on to another one that waits', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  const first = poll(under, activity)
  const second = poll(under, activity)
  await under.time.settled()
  under.tap.hold('queuedFrames')
  await under.start('m')
  await under.time.settled()
  first.leave()
  under.tap.release('queuedFrames')
  await under.time.settled()
  assert.equal(await first.polled, undefined)
  assert.ok(await second.polled)
})

test('a worker whose look fails is told so, and the task goes to another one', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  const first = poll(under, activity)
  const second = poll(under, activity)
  await under.time.settled()
  const busy = new StoreUnavailable('busy')
  under.tap.refuse('queuedFrames', busy)
  const rejected = assert.rejects(first.polled, busy)
  await under.start('m')
  await under.time.settled()
  await rejected
  assert.ok(await second.polled)
})

test('a worker that came after it had left waits for nothing', async (t) => {
  const { under, activity } = await withActivity(t)
  under.tap.hold('queuedFrames')
  const { polled, leave } = poll(under, activity)
  await under.time.settled()
  leave()
  under.tap.release('queuedFrames')
  await under.time.settled()
  assert.equal(await polled, undefined)
  assert.equal(under.engine.statistics().workersWaiting, 0)
})

test('a task that is handed out although the group fails stays in the queue', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  await under.start('m')
  const full = new StoreUnavailable('full')
  under.tap.refuse('commit', full)
  await assert.rejects(poll(under, activity).polled, full)
  assert.ok(await under.until(poll(under, activity).polled))
})

test('heartbeats keep a task alive; without them it times out, and the worker learns it', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting({ HeartbeatSeconds: 10 }))
  const execution = await under.start('m')
  const task = await under.until(poll(under, activity).polled)
  for (let beat = 0; beat < 4; beat++) {
    await under.time.pass(9000)
    assert.equal(await under.engine.heartbeat(task!.taskToken), 'done')
  }
  await under.time.pass(9999)
  assert.equal((await under.record(execution)).status, 'RUNNING')
  await under.time.pass(1)
  assert.equal((await under.record(execution)).error, 'States.Timeout')
  assert.equal(await succeed(under, task!.taskToken), 'timed-out')
})

test('a worker that is gone loses its task when its time is over', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create(
    'm',
    painting({ TimeoutSeconds: 30, Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }] }),
  )
  const execution = await under.start('m')
  const lost = await under.until(poll(under, activity).polled)
  await under.time.pass(31_000)
  const again = await under.until(poll(under, activity).polled)
  assert.ok(again && again.taskToken !== lost!.taskToken)
  assert.equal(await succeed(under, lost!.taskToken), 'timed-out')
  assert.equal(await succeed(under, again.taskToken), 'done')
  assert.equal((await under.record(execution)).status, 'SUCCEEDED')
})

test('the time of a task begins when a worker has it, not while it is queued', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting({ TimeoutSeconds: 30 }))
  await under.start('m')
  await under.time.pass(3600_000)
  assert.ok(await under.until(poll(under, activity).polled))
})

test('a queue outlives a restart', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', painting())
  await under.start('m', { input: 1 })
  await under.start('m', { input: 2 })
  await under.restart()
  assert.equal((await under.until(poll(under, activity).polled))?.input, '1')
  assert.equal((await under.until(poll(under, activity).polled))?.input, '2')
})

test('an execution that is in memory finds an activity that was deleted and created again', async (t) => {
  const { under, activity } = await withActivity(t)
  await under.create('m', {
    StartAt: 'A',
    States: { A: { Type: 'Task', Resource: arn, Next: 'B' }, B: { Type: 'Task', Resource: arn, End: true } },
  })
  const execution = await under.start('m')
  const first = await under.until(poll(under, activity).polled)
  await under.engine.catalog.deleteActivity(namespace, 'paint')
  const created = await createActivity(under)
  assert.notEqual(created.id, activity.id)
  assert.equal(await succeed(under, first!.taskToken), 'done')
  const second = await under.until(poll(under, created).polled)
  assert.ok(second)
  assert.equal(await succeed(under, second.taskToken), 'done')
  assert.equal((await under.record(execution)).status, 'SUCCEEDED')
})

test('an engine that closes lets its workers go', async (t) => {
  const { under, activity } = await withActivity(t)
  const { polled } = poll(under, activity)
  await under.time.settled()
  await under.until(under.engine.close())
  assert.equal(await polled, undefined)
})
