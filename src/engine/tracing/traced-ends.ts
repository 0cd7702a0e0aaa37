/**
 * The spans of Standard executions: told when a run has ended, from its history as it is in the store.
 *
 * Owns: which executions wait for that. Neighbours: `span-builder` (the spans), the sink (where they go).
 *
 * 1. It works beside everything else: one execution at a time, a page of its history at a time, and only while the sink
 *    has room.
 * 2. What is told are committed facts: an execution that lives for months, and through restarts, has the spans of one that
 *    did not. What has ended and was not told when the process is killed stays untold.
 */
import { decodeHistory } from '#interpreter'
import { StoreUnavailable, type ExecutionId, type Store } from '#store'
import type { Clock } from '../clock.ts'
import { Queue } from '../queue.ts'
import { SpanRecorder, type ExecutionTrace } from './execution-trace.ts'

/** Executions that wait: each costs its ids and names. */
export const tracedEndsMax = 100_000
/** Events that are read at once; each may have documents. */
const eventsPerPage = 50
const retryMs = 1000
/** How long the end of the process waits for what waits here. */
const closeMsMax = 5000

interface EndedRun {
  readonly executionId: ExecutionId
  /** The event of its end: a redrive may have added others. */
  readonly lastEventId: number
  readonly trace: ExecutionTrace
}

export interface TracedEndsOptions {
  readonly store: Store
  readonly clock: Clock
  readonly report: (error: Error, executionArn?: string) => void
}

export class TracedEnds {
  readonly #options: TracedEndsOptions
  readonly #waiting = new Queue<EndedRun>()
  #working: Promise<void> | undefined
  #isClosed = false
  #hasGivenUp = false

  constructor(options: TracedEndsOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** The end of the run is durable. */
  add(run: EndedRun): void {
    if (this.#isClosed || this.#waiting.length >= tracedEndsMax) return run.trace.sink.dropped(1)
    this.#waiting.push(run)
    this.#working ??= this.#work()
  }

  /** Resolves when all are told, or it has taken too long. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (!this.#working) return
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const cancel = this.#options.clock.after(closeMsMax, resolve)
    await Promise.race([this.#working, late])
    cancel()
    this.#hasGivenUp = true
  }

  async #work(): Promise<void> {
    // The turn that ended it goes on first.
    await Promise.resolve()
    for (let run = this.#waiting.shift(); run; run = this.#waiting.shift()) {
      if (this.#hasGivenUp) run.trace.sink.dropped(1)
      else await this.#tell(run)
    }
    this.#working = undefined
  }

  async #tell(run: EndedRun): Promise<void> {
    try {
      await this.#tellSpans(run)
    } catch (error) {
      const { clock, report } = this.#options
      if (error instanceof StoreUnavailable && !this.#isClosed) {
        await new Promise<void>((resolve) => clock.after(retryMs, resolve))
        return this.#tell(run)
      }
      run.trace.sink.dropped(1)
      if (!this.#isClosed) report(error as Error, run.trace.run.executionArn)
    }
  }

  async #tellSpans({ executionId, lastEventId, trace }: EndedRun): Promise<void> {
    const { store } = this.#options
    const recorder = new SpanRecorder(trace)
    for (let from = 1; from <= lastEventId;) {
      const query = { executionId, from, eventsMax: eventsPerPage, reverse: false }
      const chunks = await store.history(query)
      const events = chunks.flatMap((chunk) => decodeHistory(chunk.events, chunk.firstEventId))
      recorder.take(events.filter(({ id }) => id >= from && id <= lastEventId))
      const last = events.at(-1)
      // It was deleted, for its time was over.
      if (!last) return
      from = last.id + 1
      await trace.sink.room()
      if (this.#hasGivenUp) return trace.sink.dropped(1)
      recorder.handOver()
    }
  }
}
