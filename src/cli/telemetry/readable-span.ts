/** A span of the engine in the form that OpenTelemetry's exporters take. */
import { SpanKind, SpanStatusCode, TraceFlags, type HrTime, type SpanContext } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { Instant } from '#base'
import type { SpanFact } from '#engine'

export interface SpanSource {
  readonly resource: Resource
  readonly instrumentationScope: ReadableSpan['instrumentationScope']
}

const kinds = {
  server: SpanKind.SERVER,
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
} as const

export function readableSpan(span: SpanFact, source: SpanSource): ReadableSpan {
  const { traceId, spanId, parentId, failure, startedAt, endedAt, events = [], links = [] } = span
  return {
    name: span.name,
    kind: kinds[span.kind],
    spanContext: () => contextOf(traceId, spanId),
    ...(parentId !== undefined && { parentSpanContext: contextOf(traceId, parentId) }),
    startTime: timeOf(startedAt),
    endTime: timeOf(endedAt),
    duration: timeOf(endedAt - startedAt),
    ended: true,
    status:
      failure === undefined
        ? { code: SpanStatusCode.UNSET }
        : { code: SpanStatusCode.ERROR, message: failure },
    attributes: { ...span.attributes },
    events: events.map(({ name, at }) => ({ name, time: timeOf(at) })),
    links: links.map((link) => ({ context: contextOf(link.traceId, link.spanId) })),
    ...source,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

function contextOf(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED }
}

/** Seconds and nanoseconds. */
function timeOf(ms: Instant): HrTime {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}
