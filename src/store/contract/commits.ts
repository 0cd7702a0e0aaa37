/** Atomicity, order, ownership: invariants 2, 3, 5 and 6. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreFenced, StoreUnavailable } from '../errors.ts'
import type { Store } from '../port.ts'
import { commit, created, encoded, ended, frame, framesUpTo, putMachine, turn } from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

const start = (id: number) => turn(id, { created: created(id), frames: [frame(0)] })

/** A write that no store can take: it ends an execution that was never created. */
const impossible = turn(999, { ended: ended(999) })

export function testCommits(make: MakeStore): void {
  testStore(make, 'a group is written whole', async ({ store }) => {
    await commit(store, putMachine(1), start(1), start(2))
    assert.deepEqual(await existing(store, [1, 2]), [true, true])
  })

  testStore(make, 'of a group that fails nothing is written', async ({ store }) => {
    await commit(store, putMachine(1))
    await assert.rejects(commit(store, start(1), start(2), impossible))
    assert.deepEqual(await existing(store, [1, 2]), [false, false])
    assert.equal((await store.counters()).executionId, 0)
    await commit(store, start(1))
    assert.deepEqual(await existing(store, [1, 2]), [true, false])
  })

  testStore(
    make,
    'what was sent behind a group that fails is refused, what comes after it is taken',
    async ({ store }) => {
      await commit(store, putMachine(1))
      const answers = await Promise.allSettled([
        commit(store, start(1)),
        commit(store, start(2), impossible),
        commit(store, start(3)),
        commit(store, start(4)),
      ])
      assert.deepEqual(
        answers.map((answer) => answer.status),
        ['fulfilled', 'rejected', 'rejected', 'rejected'],
      )
      for (const answer of answers.slice(2)) {
        assert.ok((answer as PromiseRejectedResult).reason instanceof StoreUnavailable)
      }
      await commit(store, start(4))
      assert.deepEqual(await existing(store, [1, 2, 3, 4]), [true, false, false, true])
    },
  )

  testOrder(make)
  testFencing(make)

  test('a closed store refuses with a sentence', async () => {
    const under = await make()
    const store = await under.open()
    await store.close()
    await store.close()
    await assert.rejects(store.counters(), /closed/)
    await assert.rejects(commit(store, putMachine(1)), /closed/)
    await under.remove()
  })
}

function testOrder(make: MakeStore): void {
  testStore(
    make,
    'the writes of a group and the groups themselves happen in their order',
    async ({ store }) => {
      await commit(store, putMachine(1), start(1))
      const writes = (n: number) => turn(1, { frames: [frame(0, { progress: encoded(`step ${n}`) })] })
      await Promise.all([
        commit(store, writes(1), writes(2)),
        commit(store, writes(3)),
        commit(store, writes(4), writes(5)),
      ])
      const [found] = await framesUpTo(store, 1)
      assert.equal(found!.progress.text, 'step 5')
    },
  )

  testStore(make, 'a read that begins after a commit sees it', async ({ store }) => {
    await commit(store, putMachine(1))
    for (let id = 1; id <= 50; id++) {
      await commit(store, start(id))
      assert.deepEqual(await existing(store, [id, id + 1]), [true, false])
    }
  })
}

function testFencing(make: MakeStore): void {
  test('an owner that has lost the store cannot write any more', async (context) => {
    const under = await make()
    const { openAsAnotherOwner } = under
    const first = await under.open()
    try {
      if (typeof openAsAnotherOwner !== 'function') return context.skip(openAsAnotherOwner.not)
      await commit(first, putMachine(1), start(1))
      const second = await openAsAnotherOwner()
      try {
        assert.ok(second.epoch > first.epoch)
        await assert.rejects(commit(first, start(2)), StoreFenced)
        await assert.rejects(commit(first, start(2)), StoreFenced)
        await assert.rejects(first.deleteClosed(1e15, 1), StoreFenced)
        await commit(second, start(3))
        assert.deepEqual(await existing(second, [1, 2, 3]), [true, false, true])
      } finally {
        await second.close()
      }
    } finally {
      await first.close()
      await under.remove()
    }
  })
}

async function existing(store: Store, ids: readonly number[]): Promise<readonly boolean[]> {
  const rows = await Promise.all(ids.map((id) => store.execution(id)))
  return rows.map((row) => row !== undefined)
}
