/**
 * The trace that a request belongs to, as AWS's tools write it: `Root=1-5759e988-bd862e3fe1be46a994272793;
 * Parent=53995c3f42cd8ad8;Sampled=1`. Its root is a trace id of W3C Trace Context in three pieces.
 */

/** 32 hexadecimal digits, none of them upper-case. */
export type TraceId = string
/** 16 hexadecimal digits, none of them upper-case. */
export type SpanId = string

export interface TraceHeader {
  /** Absent where the header names none that can be read. */
  readonly traceId?: TraceId
  /** The span that the request was made in. */
  readonly parentId?: SpanId
  /** Whether the caller records the trace; absent where it leaves that to us. */
  readonly sampled?: boolean
}

/** Reads what can be read of a header; fields that are not known are nothing to us. */
export function parseTraceHeader(text: string): TraceHeader {
  const field = (name: RegExp) => name.exec(text)?.[1]
  const root = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})\s*(?:;|$)/i.exec(text)
  const parentId = field(/(?:^|;)\s*Parent=([0-9a-f]{16})\s*(?:;|$)/i)
  const sampled = field(/(?:^|;)\s*Sampled=([01])\s*(?:;|$)/i)
  return {
    ...(root && { traceId: (root[1]! + root[2]!).toLowerCase() }),
    ...(parentId !== undefined && { parentId: parentId.toLowerCase() }),
    ...(sampled !== undefined && { sampled: sampled === '1' }),
  }
}

export function printTraceHeader(header: TraceHeader & { readonly traceId: TraceId }): string {
  const { traceId, parentId, sampled } = header
  const root = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`
  const parent = parentId === undefined ? '' : `;Parent=${parentId}`
  return sampled === undefined ? root + parent : `${root}${parent};Sampled=${sampled ? 1 : 0}`
}

/** The header that says the same as a `traceparent` of W3C Trace Context; undefined where that cannot be read. */
export function traceHeaderOfTraceparent(traceparent: string): string | undefined {
  // A later version may have more fields behind a hyphen; ff is no version.
  const read = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(
    traceparent.trim(),
  )
  if (!read) return undefined
  const [, version, traceId, parentId, flags, rest] = read as unknown as [
    string,
    string,
    string,
    string,
    string,
    string?,
  ]
  const isWellFormed = version !== '00' || rest === undefined
  if (!isWellFormed || /^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined
  return printTraceHeader({ traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 })
}
