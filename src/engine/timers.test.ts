import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Turn } from '#interpreter'
import type { DueFrame, Store } from '#store'
import { EngineUnderTest, single, task, wait } from '../../test/support/engine-under-test.ts'
import { VirtualTime } from '../../test/support/virtual-time.ts'
import type { Executions } from './executions.ts'
import type { LiveExecution } from './live-execution.ts'
import { TimerHeap } from './timer-heap.ts'
import { Timers } from './timers.ts'

const second = 1000
const day = 86_400 * second

/** Starts so many at once, without waiting for time. */
async function startMany(under: EngineUnderTest, machine: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => under.start(machine)))
}

const statuses = async (under: EngineUnderTest) => (await under.kept.statistics()).executionsByStatus

test('a wait of a second ends after a second, not before', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(1))
  const arn = await under.start('m')
  await under.time.pass(999)
  assert.equal((await under.record(arn)).status, 'RUNNING')
  await under.time.pass(1)
  const { status, startedAt, stoppedAt } = await under.record(arn)
  assert.equal(status, 'SUCCEEDED')
  assert.equal(stoppedAt! - startedAt, second)
})

test('a wait of 90 days is no timer in memory and ends on its day', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(90 * 86_400))
  const arn = await under.start('m')
  await under.time.pass(3600 * second)
  assert.equal(under.engine.statistics().timersInMemory, 0)
  under.time.setWallClock(90 * day - 3700 * second)
  await under.time.pass(99 * second)
  assert.equal((await under.record(arn)).status, 'RUNNING')
  await under.time.pass(second)
  const { status, startedAt, stoppedAt } = await under.record(arn)
  assert.equal(status, 'SUCCEEDED')
  assert.equal(stoppedAt! - startedAt, 90 * day)
})

test('a wait until fifty years from now neither fires at once nor is forgotten', async (t) => {
  const under = await EngineUnderTest.open(t)
  const then = Date.UTC(2076, 0, 1)
  await under.create('m', single({ Type: 'Wait', Timestamp: '2076-01-01T00:00:00Z' }))
  const arn = await under.start('m')
  await under.time.pass(3600 * second)
  assert.equal((await under.record(arn)).status, 'RUNNING')
  assert.equal(under.engine.statistics().timersInMemory, 0)
  await under.restart()
  await under.time.pass(3600 * second)
  under.time.setWallClock(then - under.time.now - 90 * second)
  await under.time.pass(89 * second)
  assert.equal((await under.record(arn)).status, 'RUNNING')
  await under.time.pass(second)
  const { status, stoppedAt } = await under.record(arn)
  assert.deepEqual({ status, stoppedAt }, { status: 'SUCCEEDED', stoppedAt: then })
})

test('no sleep of the clock is longer than a minute, however far the wall clock was set back', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(30))
  await under.start('m')
  under.time.setWallClock(-400 * day)
  const sleeps: number[] = []
  const { process } = under.time
  under.crash()
  under.time.process = () => {
    const { clock, kill } = process.call(under.time)
    const after = (ms: number, run: () => void) => {
      sleeps.push(ms)
      return clock.after(ms, run)
    }
    return { clock: { ...clock, after }, kill }
  }
  await under.boot()
  await under.time.pass(10 * 60 * second)
  assert.ok(sleeps.length > 0)
  assert.ok(
    sleeps.every((ms) => ms >= 1 && ms <= 60_000),
    `sleeps of ${sleeps.join(', ')} ms`,
  )
})

test('a clock that is set back delays what waits and breaks nothing; times do not go backwards', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', {
    StartAt: 'A',
    States: {
      A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:a', Next: 'B' },
      B: { Type: 'Wait', Seconds: 10, End: true },
    },
  })
  const arn = await under.start('m')
  await under.time.settled()
  under.time.setWallClock(-3600 * second)
  under.sent[0]!.answer({})
  const { status } = await under.ended(arn)
  assert.equal(status, 'SUCCEEDED')
  const times = (await under.history(arn)).map(({ timestamp }) => timestamp)
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
})

test('timers that came due while the server was down fire at once', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(600))
  const arns = await Promise.all(Array.from({ length: 20 }, () => under.start('m')))
  under.crash()
  await under.time.pass(day)
  const back = under.time.now
  await under.boot()
  await under.time.settled()
  for (const arn of arns) {
    const { status, stoppedAt } = await under.record(arn)
    assert.deepEqual({ status, stoppedAt }, { status: 'SUCCEEDED', stoppedAt: back })
  }
})

test('timers are in memory from a minute before they are due', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(300))
  await startMany(under, 'm', 50)
  assert.equal(under.engine.statistics().timersInMemory, 0)
  await under.time.pass(200 * second)
  assert.equal(under.engine.statistics().timersInMemory, 0)
  await under.time.pass(99 * second)
  assert.equal(under.engine.statistics().timersInMemory, 50)
  await under.time.pass(second)
  assert.equal((await statuses(under)).SUCCEEDED, 50)
  assert.equal(under.engine.statistics().timersInMemory, 0)
})

test('a timer that is set for within the minute that is known is not missed', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('short', wait(5))
  await under.create('long', wait(50))
  await under.time.pass(10 * second)
  const long = await under.start('long')
  const short = await under.start('short')
  await under.time.pass(5 * second)
  assert.equal((await under.record(short)).status, 'SUCCEEDED')
  assert.equal((await under.record(long)).status, 'RUNNING')
  await under.time.pass(45 * second)
  assert.equal((await under.record(long)).status, 'SUCCEEDED')
})

test('a timer that is set while the window is read is not missed', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(5))
  under.crash()
  await under.boot((tap) => tap.hold('dueFrames'))
  const arn = await under.start('m')
  under.tap.release('dueFrames')
  await under.time.pass(5 * second)
  assert.equal((await under.record(arn)).status, 'SUCCEEDED')
})

test('thousands of timers that are due at once are released in batches, and others are answered meanwhile', async (t) => {
  const under = await EngineUnderTest.open(t)
  const count = 3000
  await under.create('m', wait(100))
  await under.create('other', wait(1))
  await startMany(under, 'm', count)
  under.crash()
  await under.time.pass(day)
  let backlogMost = 0
  await under.boot()
  let watching = true
  const sample = () => {
    backlogMost = Math.max(backlogMost, under.engine.statistics().eventsWaiting)
    if (watching) setImmediate(sample)
  }
  sample()
  assert.ok('executionArn' in (await under.tryStart('other')))
  await under.time.pass(second)
  watching = false
  assert.deepEqual((await statuses(under)).SUCCEEDED, count + 1)
  assert.ok(backlogMost > 0 && backlogMost <= 2100, `a backlog of ${backlogMost}`)
})

test('more timers of one minute than there is room for are kept in the store, and none is missed', async () => {
  const { timers, stored, fired, clock, time } = timersAlone()
  timers.start()
  await time.settled()
  for (let i = 0; i < 50_000; i++) {
    const entry = { executionId: i, frameId: 1, dueAt: clock.now() + 59_000 - (i % 500) * 100 }
    stored.push(entry)
    timers.turnCommitted(liveOf(entry), turnOf(entry))
    assert.ok(timers.inMemory <= 20_001)
  }
  const before = clock.now()
  await time.pass(60 * second)
  assert.equal(new Set(fired.map(({ executionId }) => executionId)).size, 50_000)
  // What is let go and read again may come twice, which does no harm; nothing comes too early or too late.
  assert.ok(fired.length < 75_000)
  for (const { executionId, at } of fired) {
    const dueAt = before + 59_000 - (executionId % 500) * 100
    assert.ok(at >= dueAt && at <= dueAt + 100, `${executionId} fired ${at - dueAt} ms after it was due`)
  }
  timers.close()
})

test('a timer that a heartbeat moved does not fire at its old time', async (t) => {
  const under = await EngineUnderTest.open(t)
  const resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken'
  await under.create(
    'm',
    single({
      Type: 'Task',
      Resource: resource,
      HeartbeatSeconds: 10,
      Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
    }),
  )
  const arn = await under.start('m')
  await under.time.settled()
  const token = (under.sent[0]!.parameters.value as { MessageBody: string }).MessageBody
  under.sent[0]!.answer({})
  for (let beat = 0; beat < 5; beat++) {
    await under.time.pass(9 * second)
    assert.equal(await under.engine.heartbeat(token), 'done')
  }
  assert.equal((await under.record(arn)).status, 'RUNNING')
  await under.time.pass(10 * second)
  const { status, error } = await under.record(arn)
  assert.deepEqual({ status, error }, { status: 'FAILED', error: 'States.Timeout' })
  assert.equal(await under.engine.heartbeat(token), 'timed-out')
})

test('a timer whose frame went on is taken for nothing and writes nothing', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', {
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:000000000000:function:a',
        TimeoutSeconds: 10,
        Next: 'B',
      },
      B: { Type: 'Wait', Seconds: 50, End: true },
    },
  })
  const arn = await under.start('m')
  await under.time.settled()
  under.sent[0]!.answer({})
  await under.time.settled()
  const groups = under.tap.groups.length
  await under.time.pass(20 * second)
  assert.equal(under.tap.groups.length, groups)
  assert.equal((await under.ended(arn)).status, 'SUCCEEDED')
})

test("the execution's own deadline passes, also after a restart", async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', { ...(task() as object), TimeoutSeconds: 100 })
  const first = await under.start('m')
  await under.time.pass(100 * second)
  assert.equal((await under.record(first)).status, 'TIMED_OUT')
  const later = await under.start('m')
  await under.time.pass(50 * second)
  await under.restart()
  await under.time.pass(49 * second)
  assert.equal((await under.record(later)).status, 'RUNNING')
  await under.time.pass(second)
  assert.equal((await under.record(later)).status, 'TIMED_OUT')
})

test('a window that cannot be read is reported and read again after a pause', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(5))
  const arn = await under.start('m')
  under.crash()
  const broken = new Error('the reader is busy')
  await under.boot((tap) => tap.refuse('dueFrames', broken, 3))
  await under.time.settled()
  assert.equal(under.tap.calls('dueFrames'), 1)
  await under.time.pass(10 * second)
  assert.equal((await under.record(arn)).status, 'SUCCEEDED')
  assert.deepEqual(under.reports, [broken, broken, broken])
})

test('the heap gives the earliest first, and keeps the earliest where it has to let go', () => {
  const heap = new TimerHeap()
  const times = Array.from({ length: 500 }, (_, i) => (i * 7919) % 503)
  for (const [executionId, dueAt] of times.entries()) heap.push({ executionId, frameId: 1, dueAt })
  const sorted = times.toSorted((a, b) => a - b)
  assert.equal(heap.keepEarliest(200), sorted[200])
  heap.push({ executionId: 1, frameId: 1, dueAt: -1 })
  const taken = Array.from({ length: 201 }, () => heap.shift()?.dueAt)
  assert.deepEqual(taken, [-1, ...sorted.slice(0, 200)])
  assert.equal(heap.shift(), undefined)
  assert.equal(heap.size, 0)
})

/** Timers over a store and executions that are arrays. */
function timersAlone() {
  const time = new VirtualTime('timers')
  const { clock } = time.process()
  const stored: DueFrame[] = []
  const fired: { readonly executionId: number; readonly at: number }[] = []
  const gone = new Set<number>()
  const store = {
    dueFrames: (until: number, limit: number, after?: DueFrame) => {
      const from = after ? after.dueAt : -Infinity
      const rows = stored.filter(
        ({ dueAt, executionId }) =>
          !gone.has(executionId) &&
          dueAt <= until &&
          (dueAt > from || (dueAt === from && executionId > after!.executionId)),
      )
      rows.sort((a, b) => a.dueAt - b.dueAt || a.executionId - b.executionId)
      return Promise.resolve(rows.slice(0, limit))
    },
  } as unknown as Store
  const executions = {
    backlog: 0,
    post: (executionId: number) => {
      fired.push({ executionId, at: clock.now() })
      gone.add(executionId)
    },
  } as unknown as Executions
  const timers = new Timers({ store, executions, clock, report: assert.ifError })
  return { timers, stored, fired, clock, time }
}

const liveOf = ({ executionId }: DueFrame) => ({ identity: { id: executionId } }) as unknown as LiveExecution

function turnOf({ frameId, dueAt }: DueFrame): Turn {
  const frame = { id: frameId, progress: { kind: 'waiting', dueAt } }
  return { frames: [frame], header: {}, history: [] } as unknown as Turn
}
