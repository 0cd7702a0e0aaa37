/** What outlives the process: a closed store opens again, a backup opens elsewhere. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
  machine,
  putMachine,
  turn,
} from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

export function testCopies(make: MakeStore): void {
  test('a store that is opened again is as it was closed, with a new epoch and the same secret', async (context) => {
    const under = await make()
    try {
      if (under.keeps !== true) return context.skip(under.keeps.not)
      const first = await under.open()
      await writeSome(first)
      const before = await facts(first)
      await first.close()
      const second = await under.open()
      assert.deepEqual(await facts(second), before)
      assert.equal(second.epoch, first.epoch + 1)
      assert.deepEqual([...second.secret], [...first.secret])
      await commit(second, turn(4, { created: created(4) }))
      await second.close()
    } finally {
      await under.remove()
    }
  })

  testStore(make, 'a secret is 32 bytes that no other store has', async ({ store }) => {
    const other = await make()
    const second = await other.open()
    assert.equal(store.secret.length, 32)
    assert.notDeepEqual([...store.secret], [...second.secret])
    await second.close()
    await other.remove()
  })

  testStore(
    make,
    'a backup made while commits go on opens and holds all that was committed before',
    async ({ store, under }) => {
      await writeSome(store)
      const before = await facts(store)
      const directory = await under.directory()
      const { done, running } = keepCommitting(store)
      await store.backup(directory)
      done()
      const last = await running
      const copy = await under.openCopy(directory)
      try {
        assert.deepEqual(await facts(copy), before)
        assert.deepEqual([...copy.secret], [...store.secret])
        assert.deepEqual((await under.inspectCopy(directory)).problems, [])
        const { executionId } = await copy.counters()
        assert.ok(executionId <= last)
        const found = await copy.executions({ machineId: 2, limit: 1_000_000 })
        assert.deepEqual(
          found.map(({ id }) => id),
          downTo(1001, Math.max(executionId, 1000)),
        )
      } finally {
        await copy.close()
      }
    },
  )

  testStore(make, 'a backup never writes over anything', async ({ store, under }) => {
    const directory = await under.directory()
    await writeFile(join(directory, 'precious.txt'), 'precious')
    await assert.rejects(store.backup(directory), /not empty .*precious\.txt/)
  })
}

async function writeSome(store: Store): Promise<void> {
  const items = [{ frameId: 1, chunk: 0, items: encoded('[1]', large(3)) }]
  await commit(
    store,
    putMachine(1),
    putMachine(2),
    turn(1, { created: created(1, { input: large(1) }), history: chunk(1, 5), ended: ended(1) }),
  )
  await commit(
    store,
    turn(2, {
      created: created(2),
      history: chunk(1, 3),
      frames: [frame(0, { dueAt: 7 }), frame(1, { pending: 'task' })],
      items,
    }),
  )
  await commit(store, turn(2, { sent: [{ partition: 2, key: 'k', executionId: 1, body: encoded('m') }] }))
}

// All that `writeSome` wrote, as the port tells it.
async function facts(store: Store): Promise<unknown> {
  const history = (executionId: number) =>
    store.history({ executionId, from: 1, eventsMax: 100, reverse: false })
  return {
    machine: (await store.machineById(1)) ?? machine(0),
    executions: [await store.execution(1), await store.execution(2)],
    listed: await store.executions({ machineId: 1, limit: 10 }),
    history: [await history(1), await history(2)],
    frames: await framesUpTo(store, 2),
    items: await store.items(2, 1, 0),
    due: await store.dueFrames(1e15, 10),
    pending: await store.pendingFrames(10),
    inbox: await store.inbox(10),
  }
}

// Commits one execution of machine 2 after the other, from id 1001 on, until it is told to stop.
function keepCommitting(store: Store): { done(): void; running: Promise<number> } {
  const stop = new AbortController()
  const loop = async () => {
    let id = 1000
    do {
      id++
      await commit(
        store,
        turn(id, { created: created(id, { machineId: 2 }), history: chunk(1, 2), ended: ended(id) }),
      )
    } while (!stop.signal.aborted)
    return id
  }
  return { done: () => stop.abort(), running: loop() }
}

function downTo(low: number, high: number): readonly number[] {
  return Array.from({ length: high - low + 1 }, (_, i) => high - i)
}
