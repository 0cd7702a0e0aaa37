/** Event buses and their rules: written, changed, listed and deleted. */
import assert from 'node:assert/strict'
import type { EventBusRecord, EventRuleRecord } from '../event-buses-port.ts'
import { account, commit, otherAccount, region } from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

const at = { account, region }
const bus = (name: string, changes: Partial<EventBusRecord> = {}): EventBusRecord => ({
  ...at,
  name,
  createdAt: 1000,
  updatedAt: 1000,
  ...changes,
})
const rule = (name: string, changes: Partial<EventRuleRecord> = {}): EventRuleRecord => ({
  ...at,
  bus: 'default',
  name,
  state: 'ENABLED',
  pattern: '{"source":["orders"]}',
  targets: '[]',
  createdAt: 2000,
  ...changes,
})

export function testEventBuses(make: MakeStore): void {
  testStore(make, 'event buses are listed by account, region and name', async ({ store }) => {
    const buses = [bus('b', { description: 'second' }), bus('a'), bus('a', { account: otherAccount })]
    await commit(store, ...buses.map((each) => ({ kind: 'putEventBus', bus: each }) as const))
    assert.deepEqual(await store.eventBuses(), [buses[1], buses[0], buses[2]])
    await commit(store, { kind: 'putEventBus', bus: bus('b', { updatedAt: 3000 }) })
    await commit(store, { kind: 'deleteEventBus', at, name: 'a' })
    assert.deepEqual(await store.eventBuses(), [bus('b', { updatedAt: 3000 }), buses[2]])
  })

  testStore(make, 'a rule is put over the one of its name, and deleted with its targets', async (subject) => {
    const { store } = subject
    const other = rule('b', { bus: 'orders', description: 'why', roleArn: 'arn', state: 'DISABLED' })
    await commit(store, { kind: 'putEventRule', rule: rule('b') }, { kind: 'putEventRule', rule: other })
    await commit(store, { kind: 'putEventRule', rule: rule('a') })
    const changed = rule('b', { targets: '[{"Id":"1"}]' })
    await commit(store, { kind: 'putEventRule', rule: changed })
    assert.deepEqual(await store.eventRules(), [rule('a'), changed, other])
    await commit(store, { kind: 'deleteEventRule', rule: changed })
    assert.deepEqual(await store.eventRules(), [rule('a'), other])
  })
}
