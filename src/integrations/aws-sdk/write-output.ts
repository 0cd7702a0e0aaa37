/**
 * What a client answered as a task's output: names as AWS's integrations show them, streams and bytes as texts, dates as
 * ISO 8601. Members that the service did not give are not there.
 */
import type { NormalizedSchema } from '@smithy/core/schema'
import type { Json, JsonObject } from '#base'
import type { IntegrationStyle } from './integration-style.ts'

/** Bytes of one stream in an answer that are read; an output may not be larger in any profile of limits. */
const streamBytesMax = 16 * 1024 * 1024

/** Thrown when an answer is larger than any output may be. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge'
}

/** The members of an answer, by the schema of the operation's output. Throws AnswerTooLarge. */
export async function writeOutput(
  output: object,
  schema: NormalizedSchema,
  style: IntegrationStyle,
): Promise<JsonObject> {
  if (!schema.isStructSchema()) return {}
  const given = output as Readonly<Record<string, unknown>>
  const streams: Record<string, unknown> = {}
  for (const [name, member] of schema.structIterator()) {
    if (member.isStreaming() && given[name] !== undefined) streams[name] = await readStream(given[name])
  }
  return structure({ ...given, ...streams }, schema, style)
}

function structure(given: object, schema: NormalizedSchema, style: IntegrationStyle): JsonObject {
  const members = given as Readonly<Record<string, unknown>>
  const written: Record<string, Json> = {}
  for (const [name, member] of schema.structIterator()) {
    const value = members[name]
    if (value !== undefined && value !== null) written[style.names(name)[0]!] = write(value, member, style)
  }
  return written
}

function write(value: unknown, schema: NormalizedSchema, style: IntegrationStyle): Json {
  if (value === null || value === undefined) return null
  if (schema.isDocumentSchema()) return value as Json
  if (value instanceof Date) return style.dates === 'milliseconds' ? value.getTime() : isoText(value)
  if (value instanceof Uint8Array) return style.blobs === 'text' ? bytesAsText(value) : base64(value)
  if (typeof value === 'bigint') return JSON.rawJSON(String(value))
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (schema.isListSchema())
    return (value as unknown[]).map((one) => write(one, schema.getValueSchema(), style))
  if (schema.isMapSchema()) {
    const entries = Object.entries(value)
    return Object.fromEntries(entries.map(([key, one]) => [key, write(one, schema.getValueSchema(), style)]))
  }
  if (schema.isStructSchema()) return structure(value, schema, style)
  return typeof value === 'boolean' ? value : String(value)
}

/** Without a fraction of zero, as Java writes an instant. */
function isoText(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z')
}

/** Text as it is; other bytes, which JSON has no way to carry, in base64. */
function bytesAsText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return base64(bytes)
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

async function readStream(stream: unknown): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > streamBytesMax) throw new AnswerTooLarge(`The answer has more than ${streamBytesMax} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
