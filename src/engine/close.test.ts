/** Closing: what was taken becomes durable, nothing more is taken, and a later engine goes on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverStops } from '#integrations'
import { StoreUnavailable } from '#store'
import { EngineUnderTest, loop, pass, single, task, wait } from '../../test/support/engine-under-test.ts'

test('turns that were taken become durable before it is closed', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  under.tap.hold('commit')
  const starts = Array.from({ length: 20 }, () => under.start('m'))
  await under.time.settled()
  let closed = false
  const closing = under.engine.close().then(() => (closed = true))
  await under.time.settled()
  assert.equal(closed, false)
  under.tap.release('commit')
  await closing
  for (const arn of await Promise.all(starts)) assert.equal((await under.record(arn)).status, 'SUCCEEDED')
})

test('closing twice waits for the same end', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  under.tap.hold('commit')
  const started = under.start('m')
  await under.time.settled()
  let closed = 0
  const closing = [under.engine.close(), under.engine.close()].map((close) => close.then(() => closed++))
  await under.time.settled()
  assert.equal(closed, 0)
  under.tap.release('commit')
  await Promise.all([...closing, started])
  assert.equal(closed, 2)
})

test('a closed engine takes nothing more and says that it may be asked again', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(60))
  const executionArn = await under.start('m')
  await under.until(under.engine.close())
  await assert.rejects(under.tryStart('m'), StoreUnavailable)
  await assert.rejects(under.tryStart('m', { name: 'named' }), StoreUnavailable)
  await assert.rejects(under.engine.stop({ executionArn }), StoreUnavailable)
  assert.equal((await under.record(executionArn)).status, 'RUNNING')
})

test('no timer fires, no task leaves and nothing is written after it is closed', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(10))
  await under.create('work', task())
  const waiting = await under.start('m')
  const working = await under.start('work')
  await under.time.settled()
  await under.until(under.engine.close())
  const groups = under.tap.groups.length
  assert.equal(under.sent[0]!.signal.reason, serverStops)
  under.sent[0]!.answer('done')
  await under.time.pass(3600_000)
  assert.equal(under.tap.groups.length, groups)
  assert.equal(under.sent.length, 1)
  for (const arn of [waiting, working]) assert.equal((await under.record(arn)).status, 'RUNNING')
  assert.deepEqual(under.reports, [])
})

test('a later engine goes on with timers, tasks and tokens', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(10))
  await under.create('work', task())
  await under.create(
    'approval',
    single({
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
    }),
  )
  const arns = [await under.start('m'), await under.start('work'), await under.start('approval')]
  await under.time.settled()
  const approval = under.sent.find(({ target }) => target.kind === 'service')!
  const { MessageBody: taskToken } = approval.parameters.value as { MessageBody: string }
  approval.answer({})
  await under.time.settled()
  await under.close()
  under.sent.length = 0
  await under.boot()
  await under.time.settled()
  assert.equal(under.sent.length, 1)
  under.sent[0]!.answer('done')
  assert.equal(await under.engine.completeTask({ taskToken, result: { output: '1' } }), 'done')
  for (const arn of arns) assert.equal((await under.ended(arn)).status, 'SUCCEEDED')
})

test('an engine that closes while it recovers stops recovering', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  await Promise.all(Array.from({ length: 600 }, () => under.start('m')))
  under.crash()
  await under.boot((tap) => tap.hold('pendingFrames', 'answer'))
  await under.time.settled()
  const closing = under.engine.close()
  under.tap.release('pendingFrames')
  await under.until(closing)
  assert.ok(under.tap.calls('pendingFrames') <= 1)
  assert.deepEqual(under.reports, [])
})

test('an execution that loops can be closed and goes on later', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('loop', loop)
  const executionArn = await under.start('loop')
  await under.engine.close()
  const groups = under.tap.groups.length
  await under.time.settled()
  assert.equal(under.tap.groups.length, groups)
  under.crash()
  await under.boot()
  await under.engine.stop({ executionArn })
  assert.equal((await under.record(executionArn)).status, 'ABORTED')
})
