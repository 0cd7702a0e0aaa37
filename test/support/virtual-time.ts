/**
 * Time that moves only when nothing else can happen.
 *
 * It jumps to the next callback once every promise has settled, so a run with waits of days takes milliseconds and is
 * the same every time.
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

/** Node's `setTimeout` takes a longer time for one millisecond. */
const setTimeoutMsMax = 2 ** 31 - 1

export class VirtualTime {
  #now: Instant = Date.UTC(2026, 0, 1)
  /** How far the wall clock was set forward (or back), which moves no callback. */
  #wallShift = 0
  #order = 0
  #callbacks: Callback[] = []
  readonly #random: Random
  readonly #haste: number

  /** `haste` is how likely a callback comes while the one before is still being worked on (0: never). */
  constructor(seed: string, haste = 0) {
    this.#random = seededRandom(`time ${seed}`)
    this.#haste = haste
  }

  /** What the wall clock shows. */
  get now(): Instant {
    return this.#now + this.#wallShift
  }

  /** The clock of one process, and how to kill the process: nothing that it planned will happen. */
  process(): { readonly clock: Clock; readonly kill: () => void } {
    const owner = {}
    const clock: Clock = {
      now: () => this.now,
      seed: () => this.#random.uuid(),
      uuid: () => this.#random.uuid(),
      after: (ms, run) => {
        const callback = { at: this.#now + (ms > setTimeoutMsMax ? 1 : ms), order: ++this.#order, run, owner }
        this.#callbacks.push(callback)
        return () => this.#remove((other) => other === callback)
      },
    }
    return { clock, kill: () => this.#remove((callback) => callback.owner === owner) }
  }

  /** Lets time pass until the condition holds. Rejects when nothing is left that could make it hold. */
  async runUntil(holds: () => boolean, callbacksMax: number): Promise<void> {
    for (let taken = 0; taken < callbacksMax; taken++) {
      const hurries = this.#haste > 0 && this.#random.next() < this.#haste
      if (!hurries) await settle(holds)
      if (holds()) return
      if (!this.#runNext(Infinity) && !hurries)
        throw new Error('nothing is left that could happen, and the execution has not ended')
    }
    throw new Error(`the execution has not ended after ${callbacksMax} callbacks`)
  }

  /** Lets so much time pass, with all that happens in it. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    do await this.settled()
    while (this.#runNext(until))
    this.#now = until
  }

  /** Resolves when nothing more happens unless time passes. */
  settled(): Promise<void> {
    return settle(() => false)
  }

  /** Sets the wall clock forward, or back by a negative number. */
  setWallClock(byMs: number): void {
    this.#wallShift += byMs
  }

  #runNext(until: Instant): boolean {
    const [first] = this.#callbacks.toSorted((a, b) => a.at - b.at || a.order - b.order)
    if (!first || first.at > until) return false
    this.#remove((other) => other === first)
    this.#now = Math.max(this.#now, first.at)
    first.run()
    return true
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
