/**
 * Timers: posts `TimerFired` to frames whose time has come.
 *
 * The durable index is the store's (invariant 7); this holds at most a minute of it, and at most `timersMax` entries.
 *
 * 1. Every timer at or before `#knownUntil` is in memory: those that were there are read, those that are made later
 *    are added at their commit. An entry that is no longer true (the frame went on) does no harm: the frame knows.
 * 2. Due timers are released while the executions keep up, so a million of them at once are worked off in batches.
 * 3. Where more than `timersMax` would be in memory, the later half is let go and read again when its time comes near.
 */
import type { Instant } from '#base'
import { dueAt, headerFrameId, type Turn } from '#interpreter'
import type { DueFrame, Store } from '#store'
import type { Clock } from './clock.ts'
import type { Executions } from './executions.ts'
import type { LiveExecution } from './live-execution.ts'
import { TimerHeap } from './timer-heap.ts'

const windowMs = 60_000
const timersMax = 20_000
const pageSize = 1000
/** Events under way above which due timers wait. */
const backlogMax = 2000
const backlogPauseMs = 5
/** So many are released at each look all the same, or a steady flood of starts would hold the timers for ever. */
const releasedMin = 100
const loadRetryMs = 1000

export interface TimersOptions {
  readonly store: Store
  readonly executions: Executions
  readonly clock: Clock
  readonly report: (error: Error) => void
}

export class Timers {
  readonly #options: TimersOptions
  readonly #heap = new TimerHeap()
  #knownUntil: Instant = -Infinity
  /** The end of the window that is being read: what is made meanwhile is added, too. */
  #readingUntil: Instant = -Infinity
  #cancel: (() => void) | undefined
  #wakesAt: Instant = Infinity
  /** Due timers wait for the executions to keep up. */
  #isBehind = false
  #reading = false
  /** No window is read before, for the last try failed. */
  #notBefore: Instant = -Infinity
  #closed = false

  constructor(options: TimersOptions) {
    this.#options = options
  }

  get inMemory(): number {
    return this.#heap.size
  }

  start(): void {
    void this.#read()
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
  }

  /** Takes the timers that a durable turn has set. */
  turnCommitted(live: LiveExecution, turn: Turn): void {
    if (turn.ended) return
    for (const frame of turn.frames) {
      const due = dueAt(frame)
      if (due !== undefined) this.#add({ executionId: live.identity.id, frameId: frame.id, dueAt: due })
    }
    const { deadline } = turn.header
    const [first] = turn.history
    if (deadline !== undefined && (first?.id === 1 || first?.type === 'ExecutionRedriven')) {
      this.#add({ executionId: live.identity.id, frameId: headerFrameId, dueAt: deadline })
    }
  }

  #add(entry: DueFrame): void {
    if (entry.dueAt > Math.max(this.#knownUntil, this.#readingUntil)) return
    this.#heap.push(entry)
    if (this.#heap.size > timersMax) this.#trim()
    if (entry.dueAt < this.#wakesAt && !this.#isBehind) this.#wake()
  }

  #trim(): void {
    const until = this.#heap.keepEarliest(timersMax / 2) - 1
    this.#knownUntil = Math.min(this.#knownUntil, until)
    this.#readingUntil = Math.min(this.#readingUntil, until)
  }

  /** Releases what is due and sleeps until the next timer, or until the next window has to be read. */
  #wake(): void {
    if (this.#closed) return
    const now = this.#options.clock.now()
    this.#release(now)
    const next = this.#heap.first?.dueAt ?? Infinity
    if (!this.#reading && this.#needsWindow(now)) void this.#read()
    this.#isBehind = next <= now
    this.#sleepUntil(this.#isBehind ? now + backlogPauseMs : Math.min(next, this.#nextReadAt(now)))
  }

  #release(now: Instant): void {
    const { executions } = this.#options
    for (let released = 0; this.#heap.first && this.#heap.first.dueAt <= now; released++) {
      if (released >= releasedMin && executions.backlog >= backlogMax) return
      const { executionId, frameId } = this.#heap.shift()!
      executions.post(executionId, { event: { type: 'TimerFired', frameId } })
    }
  }

  /** Never for longer than a window: the clock may be set meanwhile, and `setTimeout` ends at 24.8 days. */
  #sleepUntil(at: Instant): void {
    const { clock } = this.#options
    this.#cancel?.()
    this.#wakesAt = at
    const ms = Math.min(windowMs, Math.max(1, at - clock.now()))
    this.#cancel = clock.after(ms, () => {
      this.#wakesAt = Infinity
      this.#wake()
    })
  }

  #needsWindow(now: Instant): boolean {
    if (now < this.#notBefore && now > this.#notBefore - windowMs) return false
    return this.#knownUntil < now + windowMs / 2 && this.#heap.size < timersMax / 2
  }

  #nextReadAt(now: Instant): Instant {
    return Math.max(now + loadRetryMs, this.#knownUntil - windowMs / 2)
  }

  /** Reads the timers of the next minute, or as many of them as there is room for. */
  async #read(): Promise<void> {
    this.#reading = true
    const until = this.#options.clock.now() + windowMs
    this.#readingUntil = until
    try {
      const knownUntil = await this.#readPages(until)
      this.#knownUntil = Math.min(knownUntil, this.#readingUntil)
    } catch (error) {
      this.#notBefore = this.#options.clock.now() + loadRetryMs
      if (!this.#closed) this.#options.report(error as Error)
    }
    this.#readingUntil = -Infinity
    this.#reading = false
    this.#wake()
  }

  /** Until when every timer is in memory now. */
  async #readPages(until: Instant): Promise<Instant> {
    let after: DueFrame | undefined
    if (Number.isFinite(this.#knownUntil)) {
      after = {
        dueAt: this.#knownUntil,
        executionId: Number.MAX_SAFE_INTEGER,
        frameId: Number.MAX_SAFE_INTEGER,
      }
    }
    for (;;) {
      const page = await this.#options.store.dueFrames(until, pageSize, after)
      for (const entry of page) this.#heap.push(entry)
      if (page.length < pageSize) return until
      after = page.at(-1)!
      // The page may end in the middle of those that share its last moment: that moment is read again.
      if (this.#heap.size >= timersMax) return after.dueAt - 1
    }
  }
}
