/**
 * The ids of traces and spans: made from ARNs and event ids, so that a span which is told twice is one span.
 *
 * A trace id begins with the seconds of its beginning, as the header asks for (see `src/base/trace-header.ts`).
 */
import { createHash } from 'node:crypto'
import type { Instant, SpanId, TraceId } from '#base'

/** A run of an execution: from its start to its end, or from one of its redrives. */
export interface RunPlace {
  readonly executionArn: string
  /** 0 for the first one. */
  readonly redriveCount: number
  /** Set for a redrive that runs all of it again, so that its events count from 1 again. */
  readonly beginsAnew?: boolean
}

/** The trace of an execution that nobody has given one; its redrives belong to it, too. */
export function traceIdOf(executionArn: string, startedAt: Instant): TraceId {
  const seconds = Math.floor(startedAt / 1000)
  return seconds.toString(16).padStart(8, '0').slice(-8) + digest(`${executionArn}#trace`, 24)
}

export function executionSpanId({ executionArn, redriveCount }: RunPlace): SpanId {
  return digest(`${executionArn}#execution${redriveCount}`, 16)
}

/** The span of what an event began: a state, an iteration, an attempt of a task. A redrive may go on with it. */
export function eventSpanId(run: RunPlace, eventId: number, redriveCount = 0): SpanId {
  const { executionArn, beginsAnew = false } = run
  const count = beginsAnew ? run.redriveCount : redriveCount
  return digest(`${executionArn}#${eventId}${count === 0 ? '' : `#${count}`}`, 16)
}

/** Known to the execution that waits for the Map Run and to its children alike. */
export function mapRunSpanId(mapRunArn: string, redriveCount = 0): SpanId {
  return digest(`${mapRunArn}#${redriveCount}`, 16)
}

function digest(text: string, digits: number): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, digits)
  // No id is all zeros.
  return /^0+$/.test(hex) ? `${hex.slice(1)}1` : hex
}
