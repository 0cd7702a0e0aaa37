/** Watches a store's commits for the errors after which nothing may be acknowledged any more (invariants 5 and 6). */
import { StoreFenced, StorePoisoned, type Store } from '#store'

/** The same store; `lost` is called once, with the first commit that a poisoned or fenced store refuses. */
export function guardStore(store: Store, lost: (error: Error) => void): Store {
  let told = false
  const commit: Store['commit'] = async (group) => {
    try {
      await store.commit(group)
    } catch (error) {
      if (!told && (error instanceof StorePoisoned || error instanceof StoreFenced)) {
        told = true
        lost(error)
      }
      throw error
    }
  }
  return new Proxy(store, {
    get(target, name) {
      if (name === 'commit') return commit
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
