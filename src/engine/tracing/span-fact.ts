/** A span as the history of an execution tells it: what was done, from when to when, within what. */
import type { Instant, SpanId, TraceId } from '#base'

export interface SpanFact extends SpanPlace {
  readonly parentId?: SpanId
  readonly name: string
  readonly kind: SpanKind
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly attributes: SpanAttributes
  /** Set where it did not succeed: a sentence about it. */
  readonly failure?: string
  /** What happened meanwhile. */
  readonly events?: readonly { readonly name: string; readonly at: Instant }[]
  /** Spans of other traces that this one follows. */
  readonly links?: readonly SpanPlace[]
}

export interface SpanPlace {
  readonly traceId: TraceId
  readonly spanId: SpanId
}

/** Who asks whom: an execution serves its caller, a task is a request, or a message that somebody fetches. */
export type SpanKind = 'server' | 'internal' | 'client' | 'producer'

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

/** Where spans go. It holds so many and not more, and counts what it had no room for. */
export interface SpanSink {
  /** Resolves when there is room for more. */
  room(): Promise<void>
  /** Takes the spans as far as there is room for them; has to be quick. */
  add(spans: readonly SpanFact[]): void
  /** So many spans never came. */
  dropped(count: number): void
}
