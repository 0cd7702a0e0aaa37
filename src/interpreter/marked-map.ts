/** A map that can go back to a mark, at the cost of what was changed since. */
export class MarkedMap<K, V> {
  readonly #values = new Map<K, V>()
  /** What the changed keys had at the mark; undefined where there was nothing. */
  #before: Map<K, V | undefined> | undefined

  get size(): number {
    return this.#values.size
  }

  get(key: K): V | undefined {
    return this.#values.get(key)
  }

  set(key: K, value: V): void {
    this.#remember(key)
    this.#values.set(key, value)
  }

  delete(key: K): void {
    this.#remember(key)
    this.#values.delete(key)
  }

  keys(): Iterable<K> {
    return this.#values.keys()
  }

  values(): readonly V[] {
    return [...this.#values.values()]
  }

  /** From here on changes can be taken back. */
  mark(): void {
    if (this.#before?.size === 0) return
    this.#before = new Map()
  }

  /** Takes back what was changed since the mark; the mark stays. */
  restore(): void {
    for (const [key, value] of this.#before ?? []) {
      if (value === undefined) this.#values.delete(key)
      else this.#values.set(key, value)
    }
    this.#before?.clear()
  }

  #remember(key: K): void {
    if (this.#before && !this.#before.has(key)) this.#before.set(key, this.#values.get(key))
  }
}
