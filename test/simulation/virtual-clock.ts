/**
 * A clock that moves only when nothing else can happen.
 *
 * Time jumps to the next callback once every promise has settled, so a run with waits of days takes milliseconds and
 * is the same every time.
 */
import type { Instant } from '#base'
import { seededRandom, type Random } from '#base'
import type { Clock } from '#engine'

interface Callback {
  readonly at: Instant
  readonly order: number
  readonly run: () => void
  /** The process that asked; its callbacks die with it. */
  readonly owner: object
}

export class VirtualTime {
  #now: Instant = Date.UTC(2026, 0, 1)
  #order = 0
  #callbacks: Callback[] = []
  readonly #random: Random

  constructor(seed: string) {
    this.#random = seededRandom(`time ${seed}`)
  }

  /** The clock of one process, and how to kill the process: nothing that it planned will happen. */
  process(): { readonly clock: Clock; readonly kill: () => void } {
    const owner = {}
    const clock: Clock = {
      now: () => this.#now,
      seed: () => this.#random.uuid(),
      uuid: () => this.#random.uuid(),
      after: (ms, run) => {
        const callback = { at: this.#now + ms, order: ++this.#order, run, owner }
        this.#callbacks.push(callback)
        return () => this.#remove((other) => other === callback)
      },
    }
    return { clock, kill: () => this.#remove((callback) => callback.owner === owner) }
  }

  /** Lets time pass until the condition holds. Rejects when nothing is left that could make it hold. */
  async runUntil(holds: () => boolean, callbacksMax: number): Promise<void> {
    for (let taken = 0; taken < callbacksMax; taken++) {
      await settle(holds)
      if (holds()) return
      const next = this.#next()
      if (!next) throw new Error('nothing is left that could happen, and the execution has not ended')
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    throw new Error(`the execution has not ended after ${callbacksMax} callbacks`)
  }

  #next(): Callback | undefined {
    const [first] = this.#callbacks.toSorted((a, b) => a.at - b.at || a.order - b.order)
    if (first) this.#remove((other) => other === first)
    return first
  }

  #remove(which: (callback: Callback) => boolean): void {
    this.#callbacks = this.#callbacks.filter((callback) => !which(callback))
  }
}

/** Rounds of the event loop without any sign of life after which the process is taken to wait for time. */
const quietRounds = 6

let pending = 0

/** Counts work outside the event loop's sight (the store's thread), so that time does not run ahead of it. */
export async function counted<T>(work: Promise<T>): Promise<T> {
  pending++
  try {
    return await work
  } finally {
    pending--
  }
}

async function settle(holds: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < quietRounds && !holds(); quiet++) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    if (pending > 0) quiet = -1
  }
}
