/** A store whose owner dies at a chosen commit, before or after it became durable. */
import type { Group, Store } from '#store'
import { counted } from '../support/virtual-time.ts'

export interface Crash {
  /** The commit at which it happens, counted from 1 over the life of the process. */
  readonly atCommit: number
  /** Whether that commit became durable; its owner never hears of it either way. */
  readonly durable: boolean
}

/** The store as one process sees it. After the crash nothing it asks for is ever answered. */
export function crashingStore(store: Store, crash: Crash | undefined, crashed: () => void): Store {
  let commits = 0
  let dead = false
  const never = new Promise<never>(() => undefined)
  const commit = async (group: Group): Promise<void> => {
    if (dead) return never
    commits++
    if (crash?.atCommit !== commits) return counted(store.commit(group))
    dead = true
    if (crash.durable) await counted(store.commit(group))
    crashed()
    return never
  }
  return new Proxy(store, {
    get(target, property) {
      if (property === 'commit') return commit
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      return (...parameters: unknown[]) =>
        dead ? never : counted(Reflect.apply(value, target, parameters) as Promise<unknown>)
    },
  })
}
