/** One change at a time for each name: two of them cannot cross, and those of other names do not wait. */
export class NameLocks {
  /** The last change of each name that is under way; settled when it is over. */
  readonly #last = new Map<string, Promise<unknown>>()

  async inTurn<T>(name: string, change: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name)
    const result = before ? before.then(change) : change()
    const over = result.then(
      () => undefined,
      () => undefined,
    )
    this.#last.set(name, over)
    try {
      return await result
    } finally {
      if (this.#last.get(name) === over) this.#last.delete(name)
    }
  }
}
