/**
 * Timers: posts `TimerFired` to frames whose time has come.
 *
 * The durable index is the store's (invariant 7); this holds at most a minute of it, and at most `timersMax` entries.
 *
 * 1. Every timer at or before `#knownUntil` is in memory: those that were there are read, those that are made later
 *    are added at their commit. An entry that is no longer true (the frame went on) does no harm: the frame knows.
 * 2. Due timers are released while the executions keep up, so a million of them at once are worked off in batches.
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
  #reading = false
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
    if (deadline !== undefined && turn.history[0]?.id === 1) {
      this.#add({ executionId: live.identity.id, frameId: headerFrameId, dueAt: deadline })
    }
  }

  #add(entry: DueFrame): void {
    if (entry.dueAt > Math.max(this.#knownUntil, this.#readingUntil)) return
    this.#heap.push(entry)
    if (entry.dueAt < this.#wakesAt) this.#wake()
  }

  /** Releases what is due and sleeps until the next timer, or until the next window has to be read. */
  #wake(): void {
    if (this.#closed) return
    const { clock, executions } = this.#options
    const now = clock.now()
    while (this.#heap.first && this.#heap.first.dueAt <= now && executions.backlog < backlogMax) {
      const { executionId, frameId } = this.#heap.shift()!
      executions.post(executionId, { event: { type: 'TimerFired', frameId } })
    }
    const next = this.#heap.first?.dueAt ?? Infinity
    if (!this.#reading && this.#needsWindow(now)) void this.#read()
    this.#sleepUntil(next <= now ? now + backlogPauseMs : Math.min(next, this.#nextReadAt(now)))
  }

  #sleepUntil(at: Instant): void {
    const { clock } = this.#options
    this.#cancel?.()
    this.#wakesAt = at
    this.#cancel = clock.after(Math.max(1, at - clock.now()), () => {
      this.#wakesAt = Infinity
      this.#wake()
    })
  }

  #needsWindow(now: Instant): boolean {
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
      this.#knownUntil = await this.#readPages(until)
    } catch (error) {
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
