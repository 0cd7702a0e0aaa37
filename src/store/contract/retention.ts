/** Retention: closed executions go with all that belongs to them, and nothing else does. */
import assert from 'node:assert/strict'
import type { Store } from '../port.ts'
import {
  chunk,
  commit,
  created,
  encoded,
  ended,
  frame,
  framesUpTo,
  large,
  putMachine,
  turn,
} from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

export function testRetention(make: MakeStore): void {
  testStore(
    make,
    'executions that closed before an instant are deleted, the earliest first, up to the limit',
    async ({ store }) => {
      await commit(
        store,
        putMachine(1),
        turn(100, { created: created(100), frames: [frame(0)] }),
        ...closed(1, 10),
      )
      assert.equal(await store.deleteClosed(20_005, 2), 2)
      assert.deepEqual(await ids(store), [100, 10, 9, 8, 7, 6, 5, 4, 3])
      assert.equal(await store.deleteClosed(20_005, 100), 2)
      assert.equal(await store.deleteClosed(20_005, 100), 0)
      assert.deepEqual(await ids(store), [100, 10, 9, 8, 7, 6, 5])
      assert.equal((await framesUpTo(store, 100)).length, 1)
      const { executionsByStatus } = await store.statistics()
      assert.deepEqual([executionsByStatus.RUNNING, executionsByStatus.SUCCEEDED], [1, 6])
    },
  )

  testStore(make, 'a deleted execution leaves no history, payload or message', async ({ store, under }) => {
    const history = { ...chunk(1, 3), events: encoded('e', large(1), large(2)) }
    const sent = [{ partition: 1, key: 'k', executionId: 1, body: encoded('m', large(3)) }]
    const over = ended(1, { status: 'FAILED', output: large(4), cause: large(5) })
    await commit(
      store,
      putMachine(1),
      turn(1, { created: created(1, { input: large(6) }), history, sent, ended: over }),
    )
    assert.equal((await under.inspect(store)).sharedPayloads, 6)
    assert.equal(await store.deleteClosed(1e15, 10), 1)
    assert.equal((await under.inspect(store)).sharedPayloads, 0)
    assert.deepEqual(await store.history({ executionId: 1, from: 1, eventsMax: 9, reverse: false }), [])
    assert.deepEqual(await store.inbox(10), [])
    assert.deepEqual(await store.findExecutionIds([{ machineId: 1, name: 'execution-1' }]), [undefined])
  })

  testStore(make, 'the id of a deleted execution is not used again, its name may be', async ({ store }) => {
    await commit(store, putMachine(1), ...closed(1, 3))
    assert.equal(await store.deleteClosed(1e15, 10), 3)
    assert.equal((await store.counters()).executionId, 3)
    await commit(store, turn(4, { created: created(4, { name: 'execution-1' }) }))
    assert.deepEqual(await store.findExecutionIds([{ machineId: 1, name: 'execution-1' }]), [4])
  })

  testStore(make, 'many are deleted in batches, while commits go on', async ({ store }) => {
    await commit(store, putMachine(1), ...closed(1, 450))
    const deleting = store.deleteClosed(1e15, 430)
    await commit(store, turn(1000, { created: created(1000) }))
    assert.equal(await deleting, 430)
    assert.equal((await ids(store)).length, 21)
  })
}

function closed(from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, i) =>
    turn(from + i, { created: created(from + i), history: chunk(1, 3), ended: ended(from + i) }),
  )
}

async function ids(store: Store): Promise<readonly number[]> {
  return (await store.executions({ machineId: 1, limit: 1000 })).map(({ id }) => id)
}
