/**
 * Keeps the event loop polling while an answer is expected within the millisecond.
 *
 * A thread that sleeps is woken late: on a virtual machine whose core has halted it takes 0.1 to 0.3 ms, as long as the
 * commit itself (measured; 0.03 ms when the core is awake). While little is awaited the loop therefore polls for a
 * bounded time. While much is awaited it sleeps as ever: then its core is better given to those who do the work.
 */
import { availableParallelism } from 'node:os'

/** More answers than this are awaited: the server is busy, and what it waits for needs the cores. */
const awaitedMax = 2
/** Polling ends so many milliseconds after the last beginning: a slow disk is waited for asleep. */
const pollMs = 1

export class BusyPoll {
  readonly #isUseful = availableParallelism() > 1
  #awaited = 0
  #until = 0
  #isPolling = false

  /** So many answers are expected soon. */
  expect(answers: number): void {
    this.#awaited += answers
    if (!this.#isUseful || this.#awaited > awaitedMax) return
    this.#until = performance.now() + pollMs
    if (this.#isPolling) return
    this.#isPolling = true
    setImmediate(this.#poll)
  }

  /** So many of them are there. */
  arrived(answers: number): void {
    this.#awaited -= answers
  }

  readonly #poll = (): void => {
    const goesOn = this.#awaited > 0 && this.#awaited <= awaitedMax && performance.now() < this.#until
    this.#isPolling = goesOn
    if (goesOn) setImmediate(this.#poll)
  }
}
