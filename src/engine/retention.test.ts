import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineUnderTest, namespace, pass, wait } from '../../test/support/engine-under-test.ts'

const day = 86_400_000

async function listed(under: EngineUnderTest): Promise<number> {
  const machine = await under.engine.catalog.machine(namespace, 'm')
  assert.ok(machine)
  return (await under.engine.executions({ machine, limit: 10_000 })).length
}

test('closed executions are deleted when their time is over, in batches; running ones stay', async (t) => {
  const under = await EngineUnderTest.open(t, { retentionDays: 2 })
  await under.create('m', pass)
  await under.create('waiting', wait(10 * 86_400))
  const running = await under.start('waiting')
  await Promise.all(Array.from({ length: 450 }, (_, i) => under.start('m', { name: `e${i}` })))
  under.time.setWallClock(2 * day - 120_000)
  await under.time.pass(60_000)
  assert.equal(await listed(under), 450)
  under.time.setWallClock(120_000)
  const asked = under.tap.calls('deleteClosed')
  await under.time.pass(61_000)
  assert.equal(await listed(under), 0)
  assert.equal(under.tap.calls('deleteClosed') - asked, 3)
  assert.equal((await under.record(running)).status, 'RUNNING')
  assert.ok('executionArn' in (await under.tryStart('m', { name: 'e0' })))
})

test('without a retention time they are kept for ever', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  await under.start('m')
  under.time.setWallClock(3650 * day)
  await under.time.pass(3600_000)
  assert.equal(await listed(under), 1)
  assert.equal(under.tap.calls('deleteClosed'), 0)
})

test('a sweep that fails is reported, and the next one comes', async (t) => {
  const under = await EngineUnderTest.open(t, { retentionDays: 2 })
  await under.create('m', pass)
  await under.start('m')
  under.time.setWallClock(3 * day)
  const full = new Error('no room to delete')
  under.tap.refuse('deleteClosed', full)
  await under.time.pass(60_000)
  assert.deepEqual(under.reports, [full])
  assert.equal(await listed(under), 1)
  await under.time.pass(60_000)
  assert.equal(await listed(under), 0)
})

test('an engine that is closed sweeps no more', async (t) => {
  const under = await EngineUnderTest.open(t, { retentionDays: 2 })
  await under.until(under.engine.close())
  const asked = under.tap.calls('deleteClosed')
  await under.time.pass(600_000)
  assert.equal(under.tap.calls('deleteClosed'), asked)
})
