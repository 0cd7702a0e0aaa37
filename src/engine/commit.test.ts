import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StorePoisoned, StoreUnavailable, type Group, type Store } from '#store'
import { EngineUnderTest, pass, task, wait } from '../../test/support/engine-under-test.ts'
import { BusyPoll } from './busy-poll.ts'
import { Committer, type PendingWrite } from './commit.ts'

const full = new StoreUnavailable('the disk is full')
const createdIn = ({ writes }: Group) => writes.filter((write) => 'created' in write).length

test('starts of one round share a group', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const before = under.tap.groups.length
  await Promise.all(Array.from({ length: 300 }, () => under.start('m')))
  assert.equal(under.tap.groups.length - before, 1)
})

test('a group has at most a thousand writes, in the order in which they came', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const before = under.tap.groups.length
  await Promise.all(Array.from({ length: 2500 }, () => under.start('m')))
  const groups = under.tap.groups.slice(before)
  assert.deepEqual(groups.map(createdIn), [1000, 1000, 500])
  const ids = groups.flatMap(({ writes }) =>
    writes.map((write) => (write.kind === 'turn' ? write.executionId : 0)),
  )
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  )
})

test('writes that belong together are in one group, however many there are', async () => {
  const groups: Group[] = []
  const store = { commit: (group: Group) => Promise.resolve(void groups.push(group)) } as unknown as Store
  const committer = new Committer(store, { committed: () => undefined }, new BusyPoll())
  const told: string[] = []
  const write = (value: string): PendingWrite => ({
    write: { kind: 'putSetting', key: 'k', value },
    done: (error) => told.push(error ? `${value} failed` : value),
  })
  for (let i = 0; i < 3; i++) committer.addTogether(Array.from({ length: 600 }, (_, k) => write(`${i}.${k}`)))
  assert.equal(committer.depth, 1800)
  await committer.drained()
  assert.deepEqual(
    groups.map(({ writes }) => writes.length),
    [1200, 600],
  )
  assert.deepEqual([told.length, told[0], told[1200]], [1800, '0.0', '2.0'])
})

test('what comes while a group is written waits for the next one', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const before = under.tap.groups.length
  under.tap.hold('commit')
  const first = under.start('m')
  await under.time.settled()
  const others = Array.from({ length: 5 }, () => under.start('m'))
  await under.time.settled()
  assert.equal(under.engine.statistics().writesWaiting, 5)
  under.tap.release('commit')
  await Promise.all([first, ...others])
  assert.deepEqual(under.tap.groups.slice(before).map(createdIn), [1, 5])
})

test('a large group is given to the store behind the one that it writes, but no third one', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const before = under.tap.groups.length
  under.tap.hold('commit')
  const started = [under.start('m')]
  await under.time.settled()
  for (let i = 0; i < 30; i++) started.push(under.start('m'))
  await under.time.settled()
  for (let i = 0; i < 40; i++) started.push(under.start('m'))
  await under.time.settled()
  assert.equal(under.engine.statistics().writesWaiting, 40)
  under.tap.release('commit')
  await Promise.all(started)
  assert.deepEqual(under.tap.groups.slice(before).map(createdIn), [1, 30, 40])
})

test('nobody is answered before the group is durable', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  under.tap.hold('commit')
  let answered = false
  const started = under.start('m').finally(() => (answered = true))
  await under.time.settled()
  assert.equal(answered, false)
  under.tap.release('commit')
  await started
  assert.equal(answered, true)
})

test('callers of a group that fails get its error, and nothing of it is there', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(60))
  under.tap.refuse('commit', full)
  const started = await Promise.allSettled(
    Array.from({ length: 3 }, (_, i) => under.tryStart('m', { name: `e${i}` })),
  )
  assert.deepEqual(
    started.map((answer) => (answer.status === 'rejected' ? (answer.reason as Error) : undefined)),
    [full, full, full],
  )
  assert.equal((await under.kept.statistics()).executionsByStatus.RUNNING, 0)
  assert.equal(under.engine.statistics().executionsInMemory, 0)
  assert.ok('executionArn' in (await under.tryStart('m', { name: 'e0' })))
})

test('what gathered behind a group that fails fails with it', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  under.tap.hold('commit')
  under.tap.refuse('commit', full)
  const first = under.tryStart('m', { name: 'first' })
  await under.time.settled()
  const second = under.tryStart('m', { name: 'second' })
  await under.time.settled()
  under.tap.release('commit')
  await assert.rejects(first, full)
  await assert.rejects(second, full)
  assert.equal((await under.kept.statistics()).executionsByStatus.SUCCEEDED, 0)
})

test('a turn that was built on one that failed fails with it, and the task result is taken again', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', {
    StartAt: 'A',
    States: {
      A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:a', Next: 'B' },
      B: { Type: 'Wait', Seconds: 1, End: true },
    },
  })
  const arn = await under.start('m')
  await under.time.settled()
  under.tap.hold('commit')
  under.tap.refuse('commit', full)
  under.sent[0]!.answer({ done: true })
  await under.time.settled()
  const stopped = under.engine.stop({ executionArn: arn })
  await under.time.settled()
  under.tap.release('commit')
  await assert.rejects(stopped, full)
  assert.equal((await under.record(arn)).status, 'RUNNING')
  const { status, output } = await under.ended(arn)
  assert.deepEqual({ status, output }, { status: 'SUCCEEDED', output: '{"done":true}' })
  assert.equal(under.sent.length, 1)
  assert.deepEqual(await under.historyTypes(arn), [
    'ExecutionStarted',
    'TaskStateEntered',
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionSucceeded',
    'TaskStateExited',
    'WaitStateEntered',
    'WaitStateExited',
    'ExecutionSucceeded',
  ])
})

test('a timer that fires while the disk is full fires again when there is room', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(10))
  const arn = await under.start('m')
  under.tap.refuse('commit', full, 3)
  await under.time.pass(12_500)
  assert.equal((await under.record(arn)).status, 'RUNNING')
  await under.time.pass(1000)
  assert.equal((await under.record(arn)).status, 'SUCCEEDED')
  assert.deepEqual(under.reports, [])
})

test('a task result waits until the disk has room, however often it fails', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const arn = await under.start('m')
  await under.time.settled()
  under.tap.refuse('commit', full, 5)
  under.sent[0]!.answer('result')
  const { status, output } = await under.ended(arn)
  assert.deepEqual({ status, output }, { status: 'SUCCEEDED', output: '"result"' })
  assert.equal(under.sent.length, 1)
})

test('an answer that depends on a turn that is rolled back is not given', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(10))
  const arn = await under.start('m')
  under.tap.hold('commit')
  under.tap.refuse('commit', full)
  await under.time.pass(10_000)
  // The execution has ended in memory, but its end is not durable.
  const stopped = under.engine.stop({ executionArn: arn })
  await under.time.settled()
  under.tap.release('commit')
  await assert.rejects(stopped, full)
  assert.equal((await under.ended(arn)).status, 'SUCCEEDED')
})

test('a poisoned store is reported, once for a group, and told to callers', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  await Promise.all(Array.from({ length: 5 }, () => under.start('m')))
  await under.time.settled()
  const poisoned = new StorePoisoned('the sync has failed')
  under.tap.refuse('commit', poisoned)
  for (const sent of under.sent) sent.answer('result')
  await assert.rejects(under.tryStart('m'), poisoned)
  assert.deepEqual(under.reports, [poisoned])
})
