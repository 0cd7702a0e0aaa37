/** The values that were used last, up to a limit. Absent ones are not remembered. */
export class RecentCache<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #max: number
  /** Counts what `set` and `delete` did: a value that was being loaded meanwhile may be older. */
  #changes = 0

  constructor(max: number) {
    this.#max = max
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    // The last in the map is the one used last.
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  set(key: K, value: V): void {
    this.#changes++
    this.#keep(key, value)
  }

  delete(key: K): void {
    this.#changes++
    this.#entries.delete(key)
  }

  async getOrLoad(key: K, load: () => Promise<V | undefined>): Promise<V | undefined> {
    for (;;) {
      const known = this.get(key)
      if (known !== undefined) return known
      const changes = this.#changes
      const loaded = await load()
      if (changes !== this.#changes) continue
      if (loaded !== undefined) this.#keep(key, loaded)
      return loaded
    }
  }

  #keep(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.#max) this.#entries.delete(this.#entries.keys().next().value!)
  }
}
