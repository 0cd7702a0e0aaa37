/** EventBridge connections. */
import assert from 'node:assert/strict'
import type { ConnectionRecord } from '../connections-port.ts'
import type { Write } from '../port.ts'
import { account, commit, otherAccount, region } from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

const connection = (name: string, changes: Partial<ConnectionRecord> = {}): ConnectionRecord => ({
  account,
  region,
  name,
  id: `id of ${name}`,
  authorizationType: 'BASIC',
  createdAt: 1,
  updatedAt: 1,
  settings: '{"password":"hush"}',
  ...changes,
})

const put = (name: string, changes?: Partial<ConnectionRecord>): Write => ({
  kind: 'putConnection',
  connection: connection(name, changes),
})

export function testConnections(make: MakeStore): void {
  testStore(make, 'a connection is read as it was written, written over, and deleted', async ({ store }) => {
    const at = { account, region }
    await commit(store, put('b'), put('a', { description: 'first' }), put('c', { account: otherAccount }))
    assert.deepEqual(await store.connection(at, 'a'), connection('a', { description: 'first' }))
    assert.equal(await store.connection(at, 'c'), undefined)
    assert.deepEqual(
      (await store.connections(at)).map(({ name }) => name),
      ['a', 'b'],
    )
    assert(!JSON.stringify(await store.connections(at)).includes('hush'))
    const changed = { settings: '{"password":"changed"}', updatedAt: 5, authorizationType: 'API_KEY' }
    await commit(store, put('a', changed))
    assert.deepEqual(await store.connection(at, 'a'), connection('a', changed))
    await commit(
      store,
      { kind: 'deleteConnection', at, name: 'a' },
      { kind: 'deleteConnection', at, name: 'x' },
    )
    assert.equal(await store.connection(at, 'a'), undefined)
  })
}
