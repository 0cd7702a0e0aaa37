/** Due frames, the earliest first: a binary heap. */
import type { Instant } from '#base'
import type { DueFrame } from '#store'

export class TimerHeap {
  readonly #entries: DueFrame[] = []

  get size(): number {
    return this.#entries.length
  }

  get first(): DueFrame | undefined {
    return this.#entries[0]
  }

  push(entry: DueFrame): void {
    const entries = this.#entries
    let at = entries.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (entries[parent]!.dueAt <= entry.dueAt) break
      entries[at] = entries[parent]!
      at = parent
    }
    entries[at] = entry
  }

  shift(): DueFrame | undefined {
    const entries = this.#entries
    const first = entries[0]
    const last = entries.pop()
    if (last !== undefined && entries.length > 0) this.#sink(last)
    return first
  }

  /** Lets go of all but so many; gives the time of the earliest one that is gone. There have to be more. */
  keepEarliest(count: number): Instant {
    // A sorted list is a heap.
    this.#entries.sort((a, b) => a.dueAt - b.dueAt)
    const earliestGone = this.#entries[count]!.dueAt
    this.#entries.length = count
    return earliestGone
  }

  #sink(entry: DueFrame): void {
    const entries = this.#entries
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= entries.length) break
      if (child + 1 < entries.length && entries[child + 1]!.dueAt < entries[child]!.dueAt) child++
      if (entries[child]!.dueAt >= entry.dueAt) break
      entries[at] = entries[child]!
      at = child
    }
    entries[at] = entry
  }
}
