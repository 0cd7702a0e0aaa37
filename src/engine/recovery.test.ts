import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreUnavailable } from '#store'
import { EngineUnderTest, loop, task } from '../../test/support/engine-under-test.ts'

test('all tasks that were in flight are sent again, more than a page of them, each once', async (t) => {
  const under = await EngineUnderTest.open(t)
  const count = 1300
  await under.create('m', task())
  await Promise.all(Array.from({ length: count }, (_, i) => under.start('m', { input: i })))
  await under.time.settled()
  const keys = new Set(under.sent.map(({ idempotencyKey }) => idempotencyKey))
  under.sent.length = 0
  await under.restart()
  await under.time.settled()
  assert.ok(under.tap.calls('pendingFrames') >= 3)
  assert.equal(under.sent.length, count)
  assert.deepEqual(new Set(under.sent.map(({ idempotencyKey }) => idempotencyKey)), keys)
  for (const sent of under.sent) sent.answer('done')
  await under.time.settled()
  assert.equal((await under.kept.statistics()).executionsByStatus.SUCCEEDED, count)
})

test('an execution whose turn had spent its budget goes on', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('loop', loop)
  under.tap.hold('commit', 'answer')
  const started = under.tryStart('loop')
  await under.time.settled()
  under.crash()
  void started
  const [only] = await under.kept.pendingFrames(10)
  assert.equal(only?.frameId, 0)
  const eventsBefore = (await lastEvents(under)).length
  await under.boot()
  let events = 0
  while ((events = (await lastEvents(under)).length) <= eventsBefore)
    await new Promise((resolve) => setImmediate(resolve))
  assert.ok(events > eventsBefore)
  under.crash()
})

async function lastEvents(under: EngineUnderTest): Promise<readonly unknown[]> {
  return under.kept.history({ executionId: 1, from: 1, eventsMax: 100_000, reverse: false })
}

test('a task of an execution that began while the recovery reads is sent once', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  under.crash()
  await under.boot((tap) => tap.hold('pendingFrames'))
  const arn = await under.start('m')
  await under.time.settled()
  assert.equal(under.sent.length, 1)
  under.tap.release('pendingFrames')
  await under.time.settled()
  assert.equal(under.sent.length, 1)
  under.sent[0]!.answer('done')
  assert.equal((await under.ended(arn)).status, 'SUCCEEDED')
})

test('a task whose answer is on its way while the recovery reads is not sent again', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  under.crash()
  await under.boot((tap) => tap.hold('pendingFrames', 'answer'))
  const arn = await under.start('m')
  await under.time.settled()
  const full = new StoreUnavailable('full')
  under.tap.refuse('commit', full)
  under.sent[0]!.answer('done')
  await under.time.settled()
  // The frame waits for its task again, until the answer is taken once more.
  under.tap.release('pendingFrames')
  await under.time.settled()
  assert.equal((await under.ended(arn)).output, '"done"')
  assert.equal(under.sent.length, 1)
})

test('one that cannot be taken up is reported and does not hold up the others', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const arns = await Promise.all(Array.from({ length: 3 }, () => under.start('m')))
  under.crash()
  under.sent.length = 0
  const fault = new Error('damaged')
  await under.boot((tap) => tap.refuse('frames', fault))
  await under.time.settled()
  assert.deepEqual(under.reports, [fault])
  assert.equal(under.sent.length, arns.length - 1)
})

test('a store that is busy when the server starts is asked again', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  await under.start('m')
  under.crash()
  under.sent.length = 0
  const busy = new StoreUnavailable('busy')
  await under.boot((tap) => {
    tap.refuse('pendingFrames', busy, 2)
    tap.refuse('execution', busy, 2)
  })
  await under.time.pass(10_000)
  assert.equal(under.sent.length, 1)
  assert.deepEqual(under.reports, [])
})

test('long tasks in flight do not hold up what else has to go on', async (t) => {
  const under = await EngineUnderTest.open(t)
  const count = 1600
  await under.create('m', task())
  await Promise.all(Array.from({ length: count }, () => under.start('m')))
  under.crash()
  under.sent.length = 0
  await under.boot()
  await under.time.pass(1000)
  // Nobody answers; all are sent all the same.
  assert.equal(under.sent.length, count)
})
