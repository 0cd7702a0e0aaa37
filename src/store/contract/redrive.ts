/** What an end keeps, and executions and Map Runs that run again. */
import assert from 'node:assert/strict'
import type { EndedExecution, RedrivenExecution, Store } from '../port.ts'
import {
  changeMapRun,
  chunk,
  commit,
  created,
  encoded,
  ended,
  frame,
  framesUpTo,
  large,
  mapRun,
  putMachine,
  turn,
} from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

const failed = { status: 'FAILED', stoppedAt: 50, error: 'Broken', cause: large(9) } as const
const redriven: RedrivenExecution = { count: 1, at: 60, tokens: '["token"]' }

export function testRedrive(make: MakeStore): void {
  testEnds(make)
  testRedriven(make)
  testRedrivenMapRuns(make)
}

const waiting = [
  frame(0, { dueAt: 10 }),
  frame(1, { dueAt: 11, pending: 'task' }),
  frame(2, { queued: { activityId: 1, at: 5 } }),
]

function testEnds(make: MakeStore): void {
  testStore(make, 'an end without success keeps the frames, none of which waits', async ({ store }) => {
    await begin(store)
    await commit(store, turn(1, { ended: failed, frames: [frame(3)] }))
    assert.deepEqual(await framesUpTo(store, 1), [frame(0), frame(1), frame(2), frame(3)])
    assert.deepEqual(await store.items(1, 2, 0), encoded('items', large(1)))
    await assertNobodyWaits(store)
  })

  testStore(make, 'an end without success in the first turn keeps them, too', async ({ store }) => {
    await commit(store, putMachine(1), turn(1, { created: created(1), frames: [frame(0)], ended: failed }))
    assert.deepEqual(await framesUpTo(store, 1), [frame(0)])
  })

  testStore(make, 'a success keeps none', async ({ store, under }) => {
    await begin(store)
    await commit(store, turn(1, { ended: ended(1) }))
    assert.deepEqual(await framesUpTo(store, 1), [])
    assert.equal((await under.inspect(store)).sharedPayloads, 0)
  })

  testStore(make, 'what was kept goes with the execution', async ({ store, under }) => {
    await begin(store)
    await commit(store, turn(1, { ended: failed }))
    assert.equal(await store.deleteClosed(1e15, 10), 1)
    assert.deepEqual(await framesUpTo(store, 1), [])
    assert.equal((await under.inspect(store)).sharedPayloads, 0)
  })
}

async function assertNobodyWaits(store: Store): Promise<void> {
  assert.deepEqual(await store.dueFrames(1e15, 10), [])
  assert.deepEqual(await store.pendingFrames(10), [])
  assert.deepEqual(await store.queuedFrames(1, 10), [])
}

function testRedriven(make: MakeStore): void {
  testStore(make, 'a redriven execution runs, without what its end had said', async ({ store, under }) => {
    await begin(store)
    await commit(store, turn(1, { ended: failed }))
    const history = chunk(1, 2)
    await commit(store, turn(1, { redriven, history, frames: [frame(1, { dueAt: 70 })] }))
    const { status, stoppedAt, error, cause, redrive, redriveTokens } = (await store.execution(1))!
    assert.deepEqual([status, stoppedAt, error, cause], ['RUNNING', undefined, undefined, undefined])
    assert.deepEqual([redrive, redriveTokens], [{ count: 1, at: 60 }, '["token"]'])
    assert.deepEqual(await store.dueFrames(1e15, 10), [{ executionId: 1, frameId: 1, dueAt: 70 }])
    const { executionsByStatus } = await store.statistics()
    assert.deepEqual([executionsByStatus.RUNNING, executionsByStatus.FAILED], [1, 0])
    // The long cause is given back; the items are still there.
    assert.equal((await under.inspect(store)).sharedPayloads, 1)
  })

  testStore(make, 'frames wait again for what they waited for before', async ({ store }) => {
    await begin(store)
    await commit(store, turn(1, { ended: failed }))
    await commit(store, turn(1, { redriven, frames: waiting }))
    assert.deepEqual(
      (await store.dueFrames(1e15, 10)).map(({ frameId }) => frameId),
      [0, 1],
    )
    assert.equal((await store.pendingFrames(10)).length, 1)
    assert.equal((await store.queuedFrames(1, 10)).length, 1)
  })

  testStore(make, 'one that ends in the turn of its redrive has ended', async ({ store }) => {
    await begin(store)
    await commit(store, turn(1, { ended: failed }))
    const over = { status: 'ABORTED', stoppedAt: 70 } as const satisfies EndedExecution
    await commit(store, turn(1, { redriven, ended: over, frames: [frame(1)] }))
    const { status, stoppedAt, redrive, cause } = (await store.execution(1))!
    assert.deepEqual([status, stoppedAt, redrive?.count, cause], ['ABORTED', 70, 1, undefined])
    await assertNobodyWaits(store)
  })

  testStore(make, 'those that were redriven are listed on their own, by status, too', async ({ store }) => {
    await commit(store, putMachine(1))
    for (let id = 1; id <= 6; id++) await commit(store, turn(id, { created: created(id), ended: failed }))
    for (const id of [2, 3, 5])
      await commit(store, turn(id, { redriven, ...(id === 3 && { ended: failed }) }))
    const listed = async (page: object) =>
      (await store.executions({ machineId: 1, redriven: true, limit: 10, ...page })).map(({ id }) => id)
    assert.deepEqual(await listed({}), [5, 3, 2])
    assert.deepEqual(await listed({ limit: 1, before: 5 }), [3])
    assert.deepEqual(await listed({ status: 'FAILED' }), [3])
  })
}

function testRedrivenMapRuns(make: MakeStore): void {
  testStore(
    make,
    'a Map Run is opened again by its execution, and its children are counted',
    async ({ store }) => {
      const child = created(2, { mapRun: { id: 1, itemCount: 4 } })
      await commit(store, putMachine(1), turn(1, { created: created(1), mapRuns: [mapRun(1)] }))
      await commit(store, turn(2, { created: child, ended: failed }))
      const over = { status: 'FAILED', stoppedAt: 40 } as const
      await commit(store, changeMapRun(1, { progress: 'over', resultsWritten: 1, ended: over }))
      await commit(store, turn(1, { ended: failed }))
      const again = { uuid: 'uuid-1', count: 2, at: 60 }
      await commit(store, turn(1, { redriven, redrivenMapRuns: [again] }))
      const open = (await store.mapRun('uuid-1'))!
      assert.deepEqual(
        [open.status, open.stoppedAt, open.redrive],
        ['RUNNING', undefined, { count: 2, at: 60 }],
      )
      assert.deepEqual([open.progress, open.resultsWritten], ['over', 0])
      assert.deepEqual(
        (await store.openMapRuns(10)).map(({ uuid }) => uuid),
        ['uuid-1'],
      )
      await commit(store, turn(2, { redriven }))
      const { executions, items } = (await store.mapRun('uuid-1'))!
      assert.deepEqual([executions.FAILED, executions.RUNNING, items.FAILED, items.RUNNING], [0, 1, 0, 4])
      const children = await store.executions({ mapRunId: 1, redriven: true, limit: 10 })
      assert.deepEqual(
        children.map(({ id }) => id),
        [2],
      )
    },
  )
}

/** A running execution whose frames wait for something, and have items. */
async function begin(store: Store): Promise<void> {
  const items = [{ frameId: 2, chunk: 0, items: encoded('items', large(1)) }]
  await commit(store, putMachine(1), turn(1, { created: created(1), frames: waiting, items }))
}
