/** Stopping executions, and waiting for their end. */
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { StoreUnavailable } from '#store'
import { EngineUnderTest, task, wait } from '../../test/support/engine-under-test.ts'

test('a running execution is stopped with what the caller says', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(60))
  const executionArn = await under.start('m')
  await under.time.pass(5000)
  const stopped = await under.engine.stop({ executionArn, error: 'Enough', cause: 'for today' })
  assert.deepEqual(stopped, { stoppedAt: under.time.now })
  const { status, error, cause, stoppedAt } = await under.record(executionArn)
  assert.deepEqual(
    { status, error, cause, stoppedAt },
    { status: 'ABORTED', error: 'Enough', cause: 'for today', stoppedAt: under.time.now },
  )
})

test('stopping what has closed gives the moment at which it did', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(1))
  const executionArn = await under.start('m')
  const { stoppedAt } = await under.ended(executionArn)
  await under.time.pass(60_000)
  assert.deepEqual(await under.engine.stop({ executionArn }), { stoppedAt })
  assert.equal((await under.record(executionArn)).status, 'SUCCEEDED')
})

test('stopping what never was is refused', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(1))
  for (const executionArn of ['arn:aws:states:us-east-1:000000000000:execution:m:none', 'no arn']) {
    assert.deepEqual(await under.engine.stop({ executionArn }), { refused: 'unknown-execution' })
  }
})

test('a stop that comes while the end is on its way gives the end', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const executionArn = await under.start('m')
  await under.time.settled()
  under.tap.hold('commit')
  under.sent[0]!.answer('done')
  await under.time.settled()
  const end = under.time.now
  const stopped = under.engine.stop({ executionArn })
  await under.time.pass(5000)
  under.tap.release('commit')
  assert.deepEqual(await stopped, { stoppedAt: end })
  assert.equal((await under.record(executionArn)).status, 'SUCCEEDED')
})

test('two stops at once give one moment', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(60))
  const executionArn = await under.start('m')
  under.tap.hold('commit')
  const first = under.engine.stop({ executionArn, error: 'First' })
  await under.time.pass(1000)
  const second = under.engine.stop({ executionArn, error: 'Second' })
  await under.time.settled()
  under.tap.release('commit')
  assert.deepEqual(await first, await second)
  assert.equal((await under.record(executionArn)).error, 'First')
})

test('an execution that was evicted is stopped all the same', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(3600))
  const executionArn = await under.start('m')
  await under.restart()
  assert.equal(under.engine.statistics().executionsInMemory, 0)
  await under.engine.stop({ executionArn })
  assert.equal((await under.record(executionArn)).status, 'ABORTED')
})

test('waiting for the end of what has ended gives it at once', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(1))
  const arn = await under.start('m')
  await under.time.pass(1000)
  assert.equal((await under.engine.ended(arn)).status, 'SUCCEEDED')
})

test('many wait for one end, and each is told when it is durable', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const arn = await under.start('m')
  const told: string[] = []
  const waits = Array.from({ length: 5 }, async () => told.push((await under.engine.ended(arn)).status))
  await under.time.settled()
  under.tap.hold('commit')
  under.sent[0]!.answer('done')
  await under.time.settled()
  assert.equal(told.length, 0)
  under.tap.release('commit')
  await Promise.all(waits)
  assert.deepEqual(new Set(told), new Set(['SUCCEEDED']))
})

test('an end that comes while the wait is being noted is not missed', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const arn = await under.start('m')
  await under.time.settled()
  under.tap.hold('findExecutionIds', 'answer')
  const ended = under.engine.ended(arn)
  await under.time.settled()
  under.sent[0]!.answer('done')
  await under.time.settled()
  under.tap.release('findExecutionIds')
  await under.time.settled()
  assert.equal((await ended).status, 'SUCCEEDED')
})

test('waiting ends when the signal aborts, and leaves nothing on the signal', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(3600))
  const arn = await under.start('m')
  const leaving = new AbortController()
  const left = under.engine.ended(arn, leaving.signal)
  const rejected = assert.rejects(left, /I have to go/)
  await under.time.settled()
  assert.equal(getEventListeners(leaving.signal, 'abort').length, 1)
  leaving.abort(new Error('I have to go'))
  await rejected
  assert.equal(getEventListeners(leaving.signal, 'abort').length, 0)
  await assert.rejects(under.engine.ended(arn, leaving.signal), /I have to go/)

  const staying = new AbortController()
  const waited = under.engine.ended(arn, staying.signal)
  await under.until(waited)
  assert.equal(getEventListeners(staying.signal, 'abort').length, 0)
})

test('waiting for what never was is an error, and so is a store that cannot be read', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(10))
  await assert.rejects(
    under.engine.ended('arn:aws:states:us-east-1:000000000000:execution:m:none'),
    /there is no execution/,
  )
  const arn = await under.start('m')
  await under.restart()
  const busy = new StoreUnavailable('busy')
  under.tap.refuse('execution', busy)
  await assert.rejects(under.engine.ended(arn), busy)
  assert.equal((await under.ended(arn)).status, 'SUCCEEDED')
})

test('waiting ends when the engine closes', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(3600))
  const arn = await under.start('m')
  const waited = assert.rejects(under.engine.ended(arn), StoreUnavailable)
  await under.time.settled()
  await under.until(under.engine.close())
  await waited
})
