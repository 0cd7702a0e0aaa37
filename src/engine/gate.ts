/** Lets so many in at once; the others wait in the order in which they came. */
import { Queue } from './queue.ts'

export class Gate {
  readonly #max: number
  readonly #waiting = new Queue<() => void>()
  #inside = 0

  constructor(max: number) {
    this.#max = max
  }

  async enter(): Promise<void> {
    if (this.#inside >= this.#max) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#inside++
  }

  /** The place of one that leaves is the next one's at once. */
  leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#inside--
  }
}
