import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pass, single, wait } from '../../../test/support/engine-under-test.ts'
import { EventsUnderTest } from '../../../test/support/events-under-test.ts'
import { backoffMs } from './backoff.ts'

const targets = (...names: readonly string[]) => ({
  targets: names.map((name) => ({ name, function: name })),
})

test('a target that fails gets each event later, in the order of its execution', async (t) => {
  const under = await EventsUnderTest.open(t, targets('slow'))
  under.failing.add('slow')
  await under.engine.create('orders', wait(20))
  await under.engine.start('orders')
  await under.engine.time.pass(120_000)
  assert.deepEqual(under.received, [])
  assert.ok(under.asked.length >= 5, `${under.asked.length} attempts`)
  under.failing.clear()
  await under.until(() => under.received.length === 2)
  assert.deepEqual(under.statusesAt('slow'), ['RUNNING', 'SUCCEEDED'])
  await under.engine.time.settled()
  assert.deepEqual(await under.engine.kept.deliveryQueues(), [])
})

test('a target that fails does not hold up another, nor one execution another', async (t) => {
  const under = await EventsUnderTest.open(t, targets('away', 'there'))
  under.failing.add('away')
  await under.engine.create('orders', pass)
  await under.engine.start('orders')
  await under.until(() => under.received.length === 2)
  assert.deepEqual(under.statusesAt('there'), ['RUNNING', 'SUCCEEDED'])
  under.failing.clear()
  const before = under.engine.time.now
  await under.engine.start('orders')
  await under.until(() => under.statusesAt('away').length === 2)
  assert.equal(under.engine.time.now, before)
  await under.until(() => under.statusesAt('away').length === 4)
})

test('an event of which the server died is delivered after the restart, with the same id', async (t) => {
  const under = await EventsUnderTest.open(t, targets('told'))
  under.failing.add('told')
  await under.engine.create('orders', pass)
  const arn = await under.engine.start('orders')
  await under.until(() => under.asked.length > 0)
  await under.restart()
  under.failing.clear()
  await under.until(() => under.received.length === 2)
  assert.deepEqual(under.statusesAt('told'), ['RUNNING', 'SUCCEEDED'])
  assert.deepEqual(
    under.received.map(({ event }) => event.resources),
    [[arn], [arn]],
  )
})

test('an event that arrived just before the server died is delivered again, with its id', async (t) => {
  const under = await EventsUnderTest.open(t, targets('told'))
  await under.engine.create('orders', wait(60))
  await under.engine.start('orders')
  await under.until(() => under.received.length === 1)
  await under.restart()
  await under.until(() => under.received.length >= 2)
  const running = under.received.filter(({ event }) => event.detail['status'] === 'RUNNING')
  assert.equal(new Set(running.map(({ event }) => event.id)).size, 1)
})

test('after so many attempts an event is dead, kept, and sent again on demand', async (t) => {
  const under = await EventsUnderTest.open(t, {
    targets: [{ name: 'away', function: 'away', retry: { attempts: 3 } }],
  })
  under.failing.add('away')
  await under.engine.create('fails', single({ Type: 'Fail' }))
  await under.engine.start('fails')
  await under.until(() => under.outcomes.filter((outcome) => outcome === 'status:away dead').length === 2)
  assert.equal(under.asked.length, 8)
  await under.engine.time.settled()
  const dead = await under.engine.kept.deadDeliveries({ limit: 10 })
  assert.equal(dead.length, 2)
  assert.equal(dead[0]!.attempts, 4)
  assert.match(dead[0]!.error!, /the function away failed: \{"errorMessage":"away"\}/)
  under.failing.clear()
  assert.equal(await under.engine.until(under.events.deliveries.revive({})), 2)
  await under.until(() => under.received.length === 2)
  assert.deepEqual(under.statusesAt('away'), ['RUNNING', 'FAILED'])
})

test('after so long an event is dead, and the dead are deleted two weeks later', async (t) => {
  const under = await EventsUnderTest.open(t, {
    targets: [{ name: 'away', function: 'away', retry: { ageSeconds: 3600 } }],
  })
  under.failing.add('away')
  await under.engine.create('orders', pass)
  await under.engine.start('orders')
  const begun = under.engine.time.now
  await under.until(() => under.outcomes.at(-1) === 'status:away dead')
  assert.ok(under.engine.time.now - begun >= 3_600_000)
  // The days are skipped, for the clock wakes every minute of them.
  under.engine.time.setWallClock(13 * 86_400_000)
  await under.engine.time.pass(7_200_000)
  assert.equal((await under.engine.kept.deadDeliveries({ limit: 10 })).length, 2)
  under.engine.time.setWallClock(15 * 86_400_000)
  await under.engine.time.pass(7_200_000)
  assert.deepEqual(await under.engine.kept.deadDeliveries({ limit: 10 }), [])
})

test('deliveries of a target that is configured no longer are dropped', async (t) => {
  const under = await EventsUnderTest.open(t, targets('told'))
  const delivery = { account: '000000000000', queue: 'status:gone', createdAt: 1, event: '{}' }
  await under.engine.until(under.engine.engine.writeEvents([{ kind: 'deliver', delivery }]))
  under.events.deliveries.written([delivery])
  await under.engine.time.pass(1000)
  assert.deepEqual(await under.engine.kept.deliveryQueues(), [])
})

test('more events than a batch arrive, each once', async (t) => {
  const under = await EventsUnderTest.open(t, targets('told'))
  await under.engine.create('orders', pass)
  for (let i = 0; i < 150; i++) await under.engine.start('orders')
  await under.until(() => under.received.length >= 300)
  await under.engine.time.pass(1000)
  assert.equal(new Set(under.received.map(({ event }) => event.id)).size, 300)
  assert.equal(under.received.length, 300)
})

test('the wait grows from half a second to five minutes', () => {
  assert.deepEqual([backoffMs(0, 0), backoffMs(0, 1)], [500, 1000])
  assert.deepEqual([backoffMs(3, 0), backoffMs(3, 1)], [4000, 8000])
  assert.deepEqual([backoffMs(1000, 0), backoffMs(1000, 1)], [150_000, 300_000])
})

test('what fills several batches arrives once each, in the order of each execution', async (t) => {
  const under = await EventsUnderTest.open(t, targets('told'))
  under.failing.add('told')
  await under.engine.create('orders', pass)
  const executions = 150
  for (let i = 0; i < executions; i++) await under.engine.start('orders')
  under.failing.clear()
  await under.until(() => under.received.length === 2 * executions)
  await under.engine.time.settled()
  assert.deepEqual(await under.engine.kept.deliveryQueues(), [])
  assert.equal(new Set(under.received.map(({ event }) => event.id)).size, 2 * executions)
  assert.equal(under.received.length, 2 * executions)
  const statuses = Map.groupBy(under.received, ({ event }) => event.resources[0])
  for (const events of statuses.values())
    assert.deepEqual(
      events.map(({ event }) => event.detail['status']),
      ['RUNNING', 'SUCCEEDED'],
    )
})
