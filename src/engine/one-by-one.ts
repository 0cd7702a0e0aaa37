/** Work that has spent the budget of a turn: one goes on in each round of the event loop, so that others are answered
 * beside a flood of them. */
import { Queue } from './queue.ts'

export class OneByOne<T> {
  readonly #waiting = new Queue<T>()
  readonly #goOn: (one: T) => void

  constructor(goOn: (one: T) => void) {
    this.#goOn = goOn
  }

  add(one: T): void {
    this.#waiting.push(one)
    if (this.#waiting.length === 1) setImmediate(() => this.#next())
  }

  clear(): void {
    this.#waiting.clear()
  }

  #next(): void {
    const one = this.#waiting.shift()
    if (one !== undefined) this.#goOn(one)
    if (this.#waiting.length > 0) setImmediate(() => this.#next())
  }
}
