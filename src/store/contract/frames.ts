/** Frames and items: what an execution is while it runs, and how it is found again. */
import assert from 'node:assert/strict'
import type { DueFrame, FramePlace, QueuedFrame, Store } from '../port.ts'
import { commit, created, encoded, ended, frame, framesUpTo, large, putMachine, turn } from './samples.ts'
import { allPages, testStore, type MakeStore } from './store-under-test.ts'

const start = (id: number, ...frames: Parameters<typeof frame>[]) =>
  turn(id, { created: created(id), frames: frames.map((of) => frame(...of)) })

const ids = (frames: readonly { readonly frameId: number }[]) => frames.map(({ frameId }) => frameId)

export function testFrames(make: MakeStore): void {
  testStore(make, 'a frame is read as it was written', async ({ store }) => {
    const waiting = frame(1, { dueAt: 5, pending: 'task', queued: { activityId: 3, at: 4 } })
    await commit(
      store,
      putMachine(1),
      turn(1, { created: created(1), frames: [frame(0, { pending: 'ready' }), waiting] }),
    )
    assert.deepEqual(await framesUpTo(store, 1), [frame(0, { pending: 'ready' }), waiting])
  })

  testStore(
    make,
    'a change of progress leaves the visit and replaces what the frame waits for',
    async ({ store }) => {
      const visit = encoded('visit', large(1), '{}')
      await commit(store, putMachine(1), start(1, [0], [1, { visit, dueAt: 5, pending: 'task' }]))
      const progress = encoded('later', large(2))
      await commit(store, turn(1, { frames: [{ frameId: 1, progress }] }))
      const [, found] = await framesUpTo(store, 1)
      assert.deepEqual(found, { frameId: 1, visit, progress })
      assert.deepEqual(await store.dueFrames(1e15, 10), [])
      assert.deepEqual(await store.pendingFrames(10), [])
    },
  )

  testStore(make, 'a new visit replaces the one before', async ({ store }) => {
    await commit(store, putMachine(1), start(1, [0], [1, { visit: encoded('first', large(1)) }]))
    const next = frame(1, { visit: encoded('second', large(2)) })
    await commit(store, turn(1, { frames: [next] }))
    assert.deepEqual((await framesUpTo(store, 1))[1], next)
  })

  testStore(make, 'frames are read in ranges and pages, by id', async ({ store }) => {
    await commit(store, putMachine(1), start(1, [0], [3], [1], [7], [5]), start(2, [0], [4]))
    const read = (from: number, to: number, limit: number) =>
      store.frames({ executionId: 1, range: { from, to }, limit })
    assert.deepEqual(ids(await read(0, 100, 100)), [0, 1, 3, 5, 7])
    assert.deepEqual(ids(await read(1, 5, 100)), [1, 3, 5])
    assert.deepEqual(ids(await read(1, 5, 2)), [1, 3])
    assert.deepEqual(ids(await read(8, 9, 2)), [])
  })

  testDropping(make)
  testScans(make)
}

function testDropping(make: MakeStore): void {
  testStore(
    make,
    'dropped ranges take their frames and items along and leave the others',
    async ({ store }) => {
      const items = (frameId: number, number: number) => ({
        frameId,
        chunk: number,
        items: encoded('[]', large(frameId)),
      })
      const frames = [0, 1, 2, 3, 4, 5].map((id) =>
        frame(id, { dueAt: id, visit: encoded('v', large(10 + id)) }),
      )
      await commit(
        store,
        putMachine(1),
        turn(1, { created: created(1), frames, items: [items(2, 0), items(2, 1), items(5, 0)] }),
      )
      await commit(
        store,
        turn(1, {
          droppedFrames: [
            { from: 1, to: 3 },
            { from: 4, to: 4 },
          ],
        }),
      )
      assert.deepEqual(ids(await framesUpTo(store, 1)), [0, 5])
      assert.deepEqual(ids(await store.dueFrames(100, 100)), [0, 5])
      assert.equal(await store.items(1, 2, 0), undefined)
      assert.equal(await store.items(1, 2, 1), undefined)
      assert.deepEqual(await store.items(1, 5, 0), encoded('[]', large(5)))
    },
  )

  testStore(make, 'a turn may drop a range and use one of its ids again', async ({ store }) => {
    await commit(store, putMachine(1), start(1, [0], [1], [2]))
    const again = frame(2, { visit: encoded('again') })
    await commit(store, turn(1, { droppedFrames: [{ from: 1, to: 2 }], frames: [again] }))
    assert.deepEqual(await framesUpTo(store, 1), [frame(0), again])
  })

  testStore(make, "the end of an execution drops its frames and items, and no other's", async ({ store }) => {
    const waiting = { dueAt: 5, pending: 'task', queued: { activityId: 3, at: 4 } } as const
    const items = [{ frameId: 1, chunk: 0, items: encoded('[]', large(1)) }]
    const running = (id: number) => turn(id, { created: created(id), frames: [frame(1, waiting)], items })
    await commit(store, putMachine(1), running(1), running(2))
    await commit(store, turn(1, { ended: ended(1) }))
    assert.deepEqual(await framesUpTo(store, 1), [])
    assert.equal(await store.items(1, 1, 0), undefined)
    const place = { executionId: 2, frameId: 1 }
    assert.deepEqual(await store.dueFrames(100, 100), [{ ...place, dueAt: 5 }])
    assert.deepEqual(await store.pendingFrames(100), [place])
    assert.deepEqual(await store.queuedFrames(3, 100), [{ ...place, at: 4 }])
    assert.deepEqual(await store.items(2, 1, 0), items[0]!.items)
  })
}

function testScans(make: MakeStore): void {
  testStore(make, 'due frames come in pages, the earliest first, up to an instant', async ({ store }) => {
    await writeScattered(store)
    const all = await allPages((last: DueFrame | undefined) => store.dueFrames(30, 3, last))
    assert.deepEqual(
      all.map(({ dueAt, executionId, frameId }) => [dueAt, executionId, frameId]),
      [
        [10, 1, 2],
        [20, 1, 1],
        [20, 2, 1],
        [20, 3, 1],
        [30, 2, 2],
        [30, 3, 2],
      ],
    )
    assert.deepEqual(await store.dueFrames(9, 10), [])
  })

  testStore(make, 'frames to act on come in pages by their place', async ({ store }) => {
    await writeScattered(store)
    const all = await allPages((last: FramePlace | undefined) => store.pendingFrames(2, last))
    assert.deepEqual(all, [
      { executionId: 1, frameId: 1 },
      { executionId: 1, frameId: 3 },
      { executionId: 2, frameId: 1 },
      { executionId: 3, frameId: 1 },
      { executionId: 3, frameId: 3 },
    ])
  })

  testStore(make, 'the queue of an activity comes in pages, the oldest first', async ({ store }) => {
    await writeScattered(store)
    const all = await allPages((last: QueuedFrame | undefined) => store.queuedFrames(8, 2, last))
    assert.deepEqual(
      all.map(({ at, executionId, frameId }) => [at, executionId, frameId]),
      [
        [5, 3, 3],
        [6, 1, 3],
        [6, 2, 3],
      ],
    )
    assert.deepEqual(await store.queuedFrames(9, 10), [{ at: 1, executionId: 1, frameId: 1 }])
    assert.deepEqual(await store.queuedFrames(7, 10), [])
  })
}

function writeScattered(store: Store): Promise<void> {
  const task = { pending: 'task' } as const
  const queued = (activityId: number, at: number) => ({ queued: { activityId, at } })
  return commit(
    store,
    putMachine(1),
    start(3, [1, { dueAt: 20, ...task }], [2, { dueAt: 30 }], [3, { pending: 'ready', ...queued(8, 5) }]),
    start(
      1,
      [1, { dueAt: 20, ...task, ...queued(9, 1) }],
      [2, { dueAt: 10 }],
      [3, { ...task, ...queued(8, 6) }],
    ),
    start(2, [1, { dueAt: 20, ...task }], [2, { dueAt: 30 }], [3, { dueAt: 31, ...queued(8, 6) }]),
  )
}
