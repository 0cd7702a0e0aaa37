/** Deliveries of events: in order, delayed, given up, revived, and gone once they have arrived. */
import assert from 'node:assert/strict'
import type { Delivery, DeliveryWrite, NewDelivery } from '../deliveries-port.ts'
import type { Store } from '../port.ts'
import { account, commit, created, ended, large, otherAccount, putMachine, turn } from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

const delivery = (number: number, changes: Partial<NewDelivery> = {}): NewDelivery => ({
  account,
  queue: 'first',
  createdAt: 1000 + number,
  event: `event ${number}`,
  ...changes,
})

const deliver = (number: number, changes?: Partial<NewDelivery>): DeliveryWrite => ({
  kind: 'deliver',
  delivery: delivery(number, changes),
})

const waiting = (store: Store, queue = 'first') => store.nextDeliveries(queue, 100)
const eventsOf = (deliveries: readonly Delivery[]) => deliveries.map(({ event }) => event)

export function testDeliveries(make: MakeStore): void {
  testDelivering(make)
  testDelaying(make)
  testGivingUp(make)
}

function testDelivering(make: MakeStore): void {
  testStore(
    make,
    'deliveries of a queue are due in their order, and gone once settled',
    async ({ store }) => {
      await commit(store, deliver(1), deliver(2, { queue: 'second' }), deliver(3, { orderedBy: 'one' }))
      const found = await waiting(store)
      assert.deepEqual(found, [
        { ...delivery(1), id: found[0]!.id, attempts: 0, dueAt: 1001 },
        { ...delivery(3, { orderedBy: 'one' }), id: found[1]!.id, attempts: 0, dueAt: 1003 },
      ])
      assert.deepEqual(eventsOf(await store.nextDeliveries('first', 1)), ['event 1'])
      assert.deepEqual(eventsOf(await store.nextDeliveries('first', 9, { dueAt: 1001, id: found[0]!.id })), [
        'event 3',
      ])
      assert.deepEqual(await store.nextDeliveries('first', 9, { dueAt: 1003, id: found[1]!.id }), [])
      await commit(store, { kind: 'settleDeliveries', ids: [found[0]!.id, 999] })
      assert.deepEqual(eventsOf(await waiting(store)), ['event 3'])
      assert.deepEqual(await store.deliveryQueues(), [
        { queue: 'first', waiting: 1, dead: 0 },
        { queue: 'second', waiting: 1, dead: 0 },
      ])
    },
  )

  testStore(make, 'a turn brings the deliveries that tell of it, in the same commit', async ({ store }) => {
    await commit(store, putMachine(1))
    const first = { ...turn(1), created: created(1), deliveries: [delivery(1)] }
    const last = { ...turn(1), ended: ended(1), deliveries: [delivery(2), delivery(3)] }
    await commit(store, first, last)
    assert.deepEqual(eventsOf(await waiting(store)), ['event 1', 'event 2', 'event 3'])
    await assert.rejects(commit(store, { ...turn(1), ended: ended(1), deliveries: [delivery(4)] }))
    assert.equal((await waiting(store)).length, 3)
  })

  testStore(make, 'a large event is kept once per account until its last delivery', async (subject) => {
    const { store, under } = subject
    const event = large(1)
    await commit(store, deliver(1, { event }), deliver(2, { event, queue: 'second' }))
    await commit(store, deliver(3, { event, account: otherAccount, queue: 'third' }))
    assert.equal((await under.inspect(store)).sharedPayloads, 2)
    for (const queue of ['first', 'second', 'third']) {
      const [found] = await waiting(store, queue)
      assert.equal(found?.event, event)
      await commit(store, { kind: 'settleDeliveries', ids: [found.id] })
    }
    assert.equal((await under.inspect(store)).sharedPayloads, 0)
  })
}

function testDelaying(make: MakeStore): void {
  testStore(
    make,
    'a delayed delivery holds up what is ordered behind it, and nothing else',
    async (subject) => {
      const { store } = subject
      await commit(store, deliver(1, { orderedBy: 'a' }), deliver(2, { orderedBy: 'a' }), deliver(3))
      const [first] = await waiting(store)
      await commit(store, { kind: 'delayDelivery', id: first!.id, dueAt: 9000, error: 'no answer' })
      await commit(store, deliver(4, { orderedBy: 'a' }), deliver(5, { orderedBy: 'b' }))
      const found = await waiting(store)
      assert.deepEqual(eventsOf(found), ['event 3', 'event 5', 'event 1', 'event 2', 'event 4'])
      assert.deepEqual(
        found.map(({ dueAt }) => dueAt),
        [1003, 1005, 9000, 9000, 9000],
      )
      const delayed = found[2]!
      assert.deepEqual([delayed.attempts, delayed.error], [1, 'no answer'])
      assert.equal(found[3]!.attempts, 0)
    },
  )
}

function testGivingUp(make: MakeStore): void {
  testStore(make, 'what is given up is listed, revived and deleted', async ({ store }) => {
    await commit(store, deliver(1), deliver(2, { queue: 'second' }), deliver(3, { account: otherAccount }))
    const [first, third] = await waiting(store)
    const [second] = await waiting(store, 'second')
    for (const [i, found] of [first, second, third].entries())
      await commit(store, { kind: 'buryDelivery', id: found!.id, at: 5000 + i, error: `reason ${i}` })
    assert.deepEqual(await waiting(store), [])
    const dead = await store.deadDeliveries({ limit: 10 })
    assert.deepEqual(eventsOf(dead), ['event 1', 'event 2', 'event 3'])
    assert.deepEqual(
      dead.map(({ diedAt, error, dueAt, attempts }) => [diedAt, error, dueAt, attempts]),
      [
        [5000, 'reason 0', undefined, 1],
        [5001, 'reason 1', undefined, 1],
        [5002, 'reason 2', undefined, 1],
      ],
    )
    assert.deepEqual(eventsOf(await store.deadDeliveries({ queue: 'first', limit: 10 })), [
      'event 1',
      'event 3',
    ])
    assert.deepEqual(eventsOf(await store.deadDeliveries({ account, after: first!.id, limit: 10 })), [
      'event 2',
    ])
    await commit(store, { kind: 'reviveDeliveries', ids: [first!.id], at: 7000 })
    const [revived] = await waiting(store)
    assert.deepEqual(revived, { ...delivery(1), id: first!.id, createdAt: 7000, dueAt: 7000, attempts: 0 })
    await commit(store, { kind: 'deleteDeadDeliveries', before: 5002, limit: 10 })
    assert.deepEqual(eventsOf(await store.deadDeliveries({ limit: 10 })), ['event 3'])
    await commit(store, { kind: 'deleteDeadDeliveries', before: 9000, limit: 10 })
    assert.deepEqual(await store.deadDeliveries({ limit: 10 }), [])
    assert.equal((await waiting(store)).length, 1)
  })
}
