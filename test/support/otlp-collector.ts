/** An OpenTelemetry collector for tests: takes spans over HTTP as protobuf, and keeps what it understands of them. */
import type { IncomingMessage } from 'node:http'
import type { TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { httpService } from './http-service.ts'

export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly kind: number
  /** Nanoseconds. */
  readonly start: bigint
  readonly end: bigint
  readonly attributes: Readonly<Record<string, unknown>>
  readonly eventNames: readonly string[]
  readonly linkedSpanIds: readonly string[]
  /** 2 is an error. */
  readonly status: { readonly code: number; readonly message: string }
  readonly resource: Readonly<Record<string, unknown>>
}

export interface Collector {
  readonly url: string
  readonly spans: CollectedSpan[]
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[]
  /** The status of the next answers; 200 when there are none. */
  readonly answers: number[]
}

export async function otlpCollector(t: TestContext): Promise<Collector> {
  const collector = {
    spans: [] as CollectedSpan[],
    requests: [] as Collector['requests'],
    answers: [] as number[],
  }
  const url = await httpService(t, (request, body) => {
    collector.requests.push({ path: request.url ?? '', headers: request.headers })
    const status = collector.answers.shift() ?? 200
    const bytes = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
    if (status === 200) collector.spans.push(...readRequest(bytes))
    return { status, contentType: 'application/x-protobuf' }
  })
  return Object.assign(collector, { url })
}

/** The fields of a message by their numbers: bytes, or a number. */
type Fields = ReadonlyMap<number, readonly (Buffer | bigint)[]>

/** `opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest`. */
function readRequest(bytes: Buffer): CollectedSpan[] {
  return messages(readFields(bytes), 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1)[0] ?? new Map(), 1)
    return messages(resourceSpans, 2).flatMap((scope) =>
      messages(scope, 2).map((span) => readSpan(span, resource)),
    )
  })
}

function readSpan(span: Fields, resource: CollectedSpan['resource']): CollectedSpan {
  const status: Fields = messages(span, 15)[0] ?? new Map()
  return {
    traceId: bytesOf(span, 1).toString('hex'),
    spanId: bytesOf(span, 2).toString('hex'),
    parentSpanId: bytesOf(span, 4).toString('hex'),
    name: bytesOf(span, 5).toString(),
    kind: Number(numberOf(span, 6)),
    start: numberOf(span, 7),
    end: numberOf(span, 8),
    attributes: attributesOf(span, 9),
    eventNames: messages(span, 11).map((event) => bytesOf(event, 2).toString()),
    linkedSpanIds: messages(span, 13).map((link) => bytesOf(link, 2).toString('hex')),
    status: { code: Number(numberOf(status, 3)), message: bytesOf(status, 2).toString() },
    resource,
  }
}

function attributesOf(message: Fields, field: number): Record<string, unknown> {
  return Object.fromEntries(
    messages(message, field).map((pair) => [
      bytesOf(pair, 1).toString(),
      valueOf(messages(pair, 2)[0] ?? new Map()),
    ]),
  )
}

/** `AnyValue`: a text, a truth value or a whole number. */
function valueOf(value: Fields): unknown {
  if (value.has(1)) return bytesOf(value, 1).toString()
  if (value.has(2)) return numberOf(value, 2) === 1n
  return value.has(3) ? Number(numberOf(value, 3)) : undefined
}

function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).map((bytes) => readFields(bytes as Buffer))
}

function bytesOf(fields: Fields, field: number): Buffer {
  return (fields.get(field)?.[0] ?? Buffer.alloc(0)) as Buffer
}

function numberOf(fields: Fields, field: number): bigint {
  return (fields.get(field)?.[0] ?? 0n) as bigint
}

/** The wire format of protobuf: a key with field number and type, then the value. */
function readFields(bytes: Buffer): Fields {
  const fields = new Map<number, (Buffer | bigint)[]>()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number): Buffer => bytes.subarray(at, (at += length))
  while (at < bytes.length) {
    const key = Number(varint())
    const type = key & 7
    const value =
      type === 0
        ? varint()
        : type === 1
          ? take(8).readBigUInt64LE()
          : type === 2
            ? take(Number(varint()))
            : take(4)
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value])
  }
  return fields
}
