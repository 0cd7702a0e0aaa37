/**
 * The commit pipeline: turns that wait for one fsync together.
 *
 * Owns: the order of writes and who is told when. One group is being written while the next one gathers, so a
 * group's size follows the load by itself: one write when it is quiet, hundreds when it is not.
 *
 * 1. Nobody is told before the group is durable (invariants 1 and 3), and groups become durable in order.
 * 2. A turn may have been built on one that is not durable yet. So when a group fails, everything that gathered
 *    behind it fails with it; whoever asked reloads from the store (invariant 6).
 * 3. Writes that were added together are never split over two groups.
 */
import type { Store, Write } from '#store'
import type { BusyPoll } from './busy-poll.ts'

/** Groups that the store has at once: it begins the next one without waiting for the engine to hear of the one before. */
const groupsInFlightMax = 2
/** A group that would be smaller waits for the one before: an fsync is to serve many turns. */
const earlyGroupWritesMin = 24

/** A group with so many writes takes no more: bounds the time that one transaction takes. */
const groupWritesMax = 1000

export interface PendingWrite {
  readonly write: Write
  /** Called once, in order: without an error when it is durable. */
  readonly done: (error?: Error) => void
}

export interface CommitObserver {
  /** A group of that many writes became durable (or failed) after so many seconds. */
  committed(seconds: number, writes: number): void
}

export class Committer {
  readonly #store: Store
  readonly #observer: CommitObserver
  readonly #poll: BusyPoll
  /** Writes that belong together, each in a list of its own. */
  readonly #waiting: (readonly PendingWrite[])[] = []
  #depth = 0
  #inFlight = 0
  #isClosing = false
  readonly #idle: (() => void)[] = []

  constructor(store: Store, observer: CommitObserver, poll: BusyPoll) {
    this.#store = store
    this.#observer = observer
    this.#poll = poll
  }

  /** How many writes wait for a group. */
  get depth(): number {
    return this.#depth
  }

  add(write: PendingWrite): void {
    this.addTogether([write])
  }

  /** Writes that become durable together or not at all, in this order. */
  addTogether(writes: readonly PendingWrite[]): void {
    this.#waiting.push(writes)
    this.#depth += writes.length
    this.#closeGroupSoon()
  }

  /** Resolves when the write is durable. */
  commit(write: Write): Promise<void> {
    return new Promise((resolve, reject) => {
      this.add({ write, done: (error) => (error ? reject(error) : resolve()) })
    })
  }

  /** Resolves when all of the writes are durable, of which there is one at least. */
  commitTogether(writes: readonly Write[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error): void => (error ? reject(error) : resolve())
      this.addTogether(writes.map((write) => ({ write, done })))
    })
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    if (this.#isIdle) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  get #isIdle(): boolean {
    return this.#inFlight === 0 && this.#waiting.length === 0
  }

  /** The group closes when this round of the event loop is over: what else it brings shares the fsync. */
  #closeGroupSoon(): void {
    if (this.#isClosing || this.#waiting.length === 0 || this.#inFlight >= groupsInFlightMax) return
    if (this.#inFlight > 0 && this.#depth < earlyGroupWritesMin) return
    this.#isClosing = true
    setImmediate(this.#closeGroup)
  }

  readonly #closeGroup = (): void => {
    this.#isClosing = false
    const group = this.#takeGroup()
    if (group.length > 0) void this.#write(group)
  }

  #takeAll(): readonly PendingWrite[] {
    this.#depth = 0
    return this.#waiting.splice(0).flat()
  }

  #takeGroup(): readonly PendingWrite[] {
    let writes = 0
    let units = 0
    while (writes < groupWritesMax && units < this.#waiting.length) writes += this.#waiting[units++]!.length
    this.#depth -= writes
    return this.#waiting.splice(0, units).flat()
  }

  async #write(group: readonly PendingWrite[]): Promise<void> {
    this.#inFlight++
    const error = await this.#writeGroup(group)
    this.#inFlight--
    const behind = error ? this.#takeAll() : []
    for (const { done } of group) done(error)
    for (const { done } of behind) done(error)
    this.#closeGroupSoon()
    if (this.#isIdle) for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #writeGroup(group: readonly PendingWrite[]): Promise<Error | undefined> {
    const begin = performance.now()
    this.#poll.expect(group.length)
    try {
      await this.#store.commit({ writes: group.map(({ write }) => write) })
      return undefined
    } catch (error) {
      return error as Error
    } finally {
      this.#poll.arrived(group.length)
      this.#observer.committed((performance.now() - begin) / 1000, group.length)
    }
  }
}
