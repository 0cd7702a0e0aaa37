import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreFenced, StorePoisoned, StoreUnavailable, type Group, type Store } from '#store'
import { openSqliteStore } from '#store/sqlite'
import { guardStore } from './guard-store.ts'

const nothing: Group = { writes: [] }

/** A real store in memory whose commits fail as told, first to last. */
async function guarded(
  ...failures: readonly Error[]
): Promise<{ store: Store; lost: Error[]; close(): Promise<void> }> {
  const real = await openSqliteStore({ memory: true })
  const left = [...failures]
  const failing = new Proxy(real, {
    get(target, name) {
      if (name === 'commit')
        return () => (left.length > 0 ? Promise.reject(left.shift()!) : Promise.resolve())
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const lost: Error[] = []
  return { store: guardStore(failing, (error) => lost.push(error)), lost, close: () => real.close() }
}

test('a poisoned or fenced store is told once, and the caller gets the error', async () => {
  for (const error of [new StorePoisoned('fsync failed'), new StoreFenced('another owner')]) {
    const { store, lost, close } = await guarded(error, error)
    await assert.rejects(store.commit(nothing), error)
    await assert.rejects(store.commit(nothing), error)
    assert.deepEqual(lost, [error])
    await close()
  }
})

test('a store that is only unavailable is not lost', async () => {
  const { store, lost, close } = await guarded(new StoreUnavailable('disk full'))
  await assert.rejects(store.commit(nothing), StoreUnavailable)
  await store.commit(nothing)
  assert.deepEqual(lost, [])
  await close()
})

test('everything else of the store is as it was', async () => {
  const { store, close } = await guarded()
  assert.equal(store.secret.length > 0, true)
  assert.equal((await store.counters()).executionId, 0)
  assert.equal(await store.setting('none'), undefined)
  await close()
})
