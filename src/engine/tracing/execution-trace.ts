/**
 * The trace of one run of an execution: whether its spans are told, and what its tasks pass on.
 *
 * Neighbours: `tracing` (decides who is traced), `traced-ends` (tells the spans of Standard executions).
 *
 * 1. What is passed on names a span of ours as the parent only where that span will be told. Elsewhere the caller's header
 *    goes on as it came.
 */
import { printTraceHeader } from '#base'
import type { Ended, HistoryEvent } from '#interpreter'
import { SpanBuilder } from './span-builder.ts'
import type { SpanFact, SpanSink } from './span-fact.ts'
import { eventSpanId, mapRunSpanId } from './span-ids.ts'
import type { TracedRun } from './span-teller.ts'

/** Spans that one run of an execution has at most: what shows traces shows no more. */
export const spansPerRunMax = 50_000

/** The trace header for what the tasks of an execution call. */
export interface TaskTrace {
  /** For the attempt that the event has scheduled. */
  taskHeader(taskId: number): string
}

/** Nobody traces the execution here: its caller's trace goes on without it. */
export class PassedOnTrace implements TaskTrace {
  readonly #header: string

  constructor(header: string) {
    this.#header = header
  }

  taskHeader(): string {
    return this.#header
  }
}

export class ExecutionTrace implements TaskTrace {
  readonly run: TracedRun
  readonly sink: SpanSink

  constructor(run: TracedRun, sink: SpanSink) {
    this.run = run
    this.sink = sink
  }

  taskHeader(taskId: number): string {
    return this.#header(eventSpanId(this.run, taskId))
  }

  /** For the children of a Map Run. */
  mapRunHeader(mapRunArn: string): string {
    return this.#header(mapRunSpanId(mapRunArn))
  }

  #header(parentId: string): string {
    return printTraceHeader({ traceId: this.run.traceId, parentId, sampled: true })
  }
}

/** Tells the spans of a run from its events as they come. */
export class SpanRecorder {
  readonly #builder: SpanBuilder
  readonly #sink: SpanSink
  #spans: SpanFact[] = []
  #told = 0

  constructor({ run, sink }: ExecutionTrace) {
    this.#sink = sink
    this.#builder = new SpanBuilder(run, (span) => this.#tell(span))
  }

  /** Makes spans of the events; they stay here until they are handed over. */
  take(events: readonly HistoryEvent[]): void {
    for (const event of events) this.#builder.take(event)
  }

  /** The execution is over, also where no event says so. */
  finish(ended: Ended): void {
    this.#builder.finish(ended)
    this.handOver()
  }

  handOver(): void {
    if (this.#spans.length === 0) return
    const spans = this.#spans
    this.#spans = []
    this.#sink.add(spans)
  }

  /** The span of the execution, which comes last, is told in any case and says how many are missing. */
  #tell(span: SpanFact): void {
    const missing = this.#told - spansPerRunMax
    this.#told++
    if (span.kind !== 'server') {
      if (missing < 0) this.#spans.push(span)
      else this.#sink.dropped(1)
    } else if (missing <= 0) this.#spans.push(span)
    else
      this.#spans.push({
        ...span,
        attributes: { ...span.attributes, 'stepwell.spans.dropped': missing },
      })
  }
}
