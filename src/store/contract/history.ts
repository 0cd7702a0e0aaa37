/** History: chunks of events, read from either end. */
import assert from 'node:assert/strict'
import type { HistoryQuery, Store } from '../port.ts'
import { chunk, commit, created, encoded, frame, large, putMachine, turn } from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

export function testHistory(make: MakeStore): void {
  testStore(make, 'a chunk is read as it was written', async ({ store }) => {
    const events = encoded('[1,2]', '{"a":1}', large(1), '', '"b"', large(1), large(2))
    const history = { firstEventId: 1, lastEventId: 2, events }
    await commit(store, putMachine(1), turn(1, { created: created(1), history }))
    assert.deepEqual(await store.history({ executionId: 1, from: 1, eventsMax: 10, reverse: false }), [
      history,
    ])
  })

  testStore(
    make,
    'history is read from an event on, as many chunks as hold the events wanted',
    async ({ store }) => {
      await writeThreeChunks(store)
      const firstIds = (query: Partial<HistoryQuery>) => readFirstIds(store, { reverse: false, ...query })
      assert.deepEqual(await firstIds({ from: 1, eventsMax: 100 }), [1, 4, 5])
      assert.deepEqual(await firstIds({ from: 1, eventsMax: 1 }), [1])
      assert.deepEqual(await firstIds({ from: 1, eventsMax: 3 }), [1])
      assert.deepEqual(await firstIds({ from: 1, eventsMax: 4 }), [1, 4])
      assert.deepEqual(await firstIds({ from: 3, eventsMax: 3 }), [1, 4, 5])
      assert.deepEqual(await firstIds({ from: 9, eventsMax: 1 }), [5])
      assert.deepEqual(await firstIds({ from: 10, eventsMax: 1 }), [])
    },
  )

  testStore(make, 'history is read from an event back', async ({ store }) => {
    await writeThreeChunks(store)
    const firstIds = (query: Partial<HistoryQuery>) => readFirstIds(store, { reverse: true, ...query })
    assert.deepEqual(await firstIds({ from: Number.MAX_SAFE_INTEGER, eventsMax: 100 }), [5, 4, 1])
    assert.deepEqual(await firstIds({ from: 9, eventsMax: 5 }), [5])
    assert.deepEqual(await firstIds({ from: 9, eventsMax: 6 }), [5, 4])
    assert.deepEqual(await firstIds({ from: 6, eventsMax: 3 }), [5, 4])
    assert.deepEqual(await firstIds({ from: 4, eventsMax: 1 }), [4])
    assert.deepEqual(await firstIds({ from: 0, eventsMax: 1 }), [])
  })
}

// Events 1-3, 4 and 5-9 of execution 1, with those of execution 2 between them.
async function writeThreeChunks(store: Store): Promise<void> {
  await commit(
    store,
    putMachine(1),
    turn(1, { created: created(1), history: chunk(1, 3), frames: [frame(0)] }),
  )
  await commit(store, turn(2, { created: created(2), history: chunk(1, 50), frames: [frame(0)] }))
  await commit(store, turn(1, { history: chunk(4, 4) }), turn(2, { history: chunk(51, 60) }))
  await commit(store, turn(1, { history: chunk(5, 9) }))
}

async function readFirstIds(store: Store, query: Partial<HistoryQuery>): Promise<readonly number[]> {
  const whole = { executionId: 1, from: 1, eventsMax: 1, reverse: false, ...query }
  return (await store.history(whole)).map(({ firstEventId }) => firstEventId)
}
