/** First in, first out, in constant time: an array's own `shift` moves all the others once they are many. */
const compactFrom = 1000

export class Queue<T> {
  #entries: (T | undefined)[] = []
  #next = 0

  get length(): number {
    return this.#entries.length - this.#next
  }

  push(entry: T): void {
    this.#entries.push(entry)
  }

  shift(): T | undefined {
    const entry = this.#entries[this.#next]
    if (this.length === 0) return undefined
    this.#entries[this.#next++] = undefined
    if (this.#next >= compactFrom && this.#next * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#next)
      this.#next = 0
    }
    return entry
  }

  clear(): void {
    this.#entries = []
    this.#next = 0
  }
}
