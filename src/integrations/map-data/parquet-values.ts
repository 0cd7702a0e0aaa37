/** Values of Parquet's types as JSON. */
import type { FileMetaData, ParquetParsers } from 'hyparquet'
import { parseJson, setMember, type Json } from '#base'

const dayMs = 86_400_000

/** Moments become ISO-8601 texts in UTC with as many digits as the column has; days become `2024-02-29`. */
export const parquetParsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => isoText(millis, 3),
  timestampFromMicroseconds: (micros) => isoText(micros, 6),
  timestampFromNanoseconds: (nanos) => isoText(nanos, 9),
  dateFromDays: (days) =>
    days === undefined || days === null ? days : new Date(days * dayMs).toISOString().slice(0, 10),
  jsonFromBytes: (bytes) => bytes && parseJson(Buffer.from(bytes).toString('utf8')),
}

function isoText(units: bigint | number | undefined, digits: 3 | 6 | 9): string | undefined {
  if (units === undefined || units === null) return undefined
  const perSecond = 10n ** BigInt(digits)
  const value = BigInt(units)
  const fraction = ((value % perSecond) + perSecond) % perSecond
  const seconds = Number((value - fraction) / perSecond)
  const time = new Date(seconds * 1000).toISOString().slice(0, -5)
  return `${time}.${String(fraction).padStart(digits, '0')}Z`
}

/** A row as an item; a column without a value is null. */
export function parquetItem(row: Readonly<Record<string, unknown>>, metadata: FileMetaData): Json {
  const scales = decimalScales(metadata)
  const item: Record<string, Json> = {}
  for (const [name, value] of Object.entries(row)) {
    const scale = scales.get(name)
    const exact = scale !== undefined && typeof value === 'number' ? Number(value.toFixed(scale)) : value
    setMember(item, name, jsonOf(exact))
  }
  return item
}

const scalesOf = new WeakMap<FileMetaData, ReadonlyMap<string, number>>()

/** The digits behind the point of decimal columns: the library multiplies, which leaves 12.340000000000002. */
function decimalScales(metadata: FileMetaData): ReadonlyMap<string, number> {
  let scales = scalesOf.get(metadata)
  if (!scales) {
    const decimals = metadata.schema.filter((element) => element.converted_type === 'DECIMAL')
    scales = new Map(decimals.map((element) => [element.name, Math.min(element.scale ?? 0, 100)]))
    scalesOf.set(metadata, scales)
  }
  return scales
}

function jsonOf(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      // JSON has no infinity and no NaN.
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : JSON.rawJSON(String(value))
    case 'object':
      return value === null ? null : jsonOfObject(value)
    default:
      return null
  }
}

function jsonOfObject(value: object): Json {
  if (JSON.isRawJSON(value)) return value
  if (Array.isArray(value)) return value.map(jsonOf)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  const members: Record<string, Json> = {}
  for (const [name, inner] of Object.entries(value)) setMember(members, name, jsonOf(inner))
  return members
}
