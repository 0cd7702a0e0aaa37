/** A few seeds of the simulation, and that it notices a store or an engine that does not keep its word. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Store } from '#store'
import { openSqliteStore } from '#store/sqlite'
import { simulate } from './simulate.ts'

const seeds = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1))
/** Far more than a run of these seeds needs: what does not end is found soon. */
const callbacksMax = 3000

let store: Store
beforeEach(async () => void (store = await openSqliteStore({ memory: true })))
afterEach(() => store.close())

test('interrupted runs of random machines end as uninterrupted ones do', async () => {
  for (const seed of seeds(20)) {
    await assert.doesNotReject(simulate(store, seed, { crashes: 2 }), `npm run sim -- --seed ${seed}`)
  }
})

test('a seed repeats its run', async () => {
  const calls = async () => {
    const { store: watched, log } = logging(store)
    await simulate(watched, '7', { crashes: 0 })
    return log
  }
  const first = await calls()
  assert.ok(first.length > 0)
  assert.deepEqual(await calls(), first)
})

test('a store that forgets a commit that it acknowledged is noticed', async () => {
  assert.notEqual(await noticed((commits) => withCommit(store, commits)), 0)
})

test('an engine without recovery is noticed', async () => {
  const forgetful = (): Store => replacing(store, { pendingFrames: () => Promise.resolve([]) })
  assert.notEqual(await noticed(forgetful), 0)
})

test('timers that are lost at a crash are noticed', async () => {
  const forgetful = (): Store => replacing(store, { dueFrames: () => Promise.resolve([]) })
  assert.notEqual(await noticed(forgetful), 0)
})

/** How many of a few seeds fail on a store that is made anew for each. */
async function noticed(make: (forgotten: number) => Store): Promise<number> {
  let failed = 0
  for (const seed of seeds(6)) {
    await simulate(make(3), seed, { crashes: 2, callbacksMax }).catch(() => failed++)
    if (failed > 0) return failed
  }
  return failed
}

/** Acknowledges the commit of that number, which it forgets. */
function withCommit(target: Store, forgotten: number): Store {
  let commits = 0
  return replacing(target, {
    commit: (group) => (++commits === forgotten ? Promise.resolve() : target.commit(group)),
  })
}

/** What is written, in order, without what names a run. */
function logging(target: Store): { readonly store: Store; readonly log: string[] } {
  const log: string[] = []
  const watched = replacing(target, {
    commit: (group) => {
      log.push(group.writes.map((write) => (write.kind === 'turn' ? turnText(write) : write.kind)).join())
      return target.commit(group)
    },
  })
  return { store: watched, log }
}

const turnText = (turn: {
  readonly history?: { readonly firstEventId: number; readonly lastEventId: number }
}) => `turn ${turn.history?.firstEventId}-${turn.history?.lastEventId}`

function replacing(target: Store, methods: Partial<Store>): Store {
  return new Proxy(target, {
    get: (_, name) => {
      const value: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
