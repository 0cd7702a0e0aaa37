/**
 * JSON values as Stepwell carries them, and how their numbers travel.
 *
 * Owns: parsing, printing, kinds, equality and safe object building for JSON. Every other room takes `Json`
 * from here; nobody else calls `JSON.parse` on a user's document.
 *
 * 1. A number that JavaScript would not print as it was written (an integer above 2^53, `1.0`, `1e3`, `-0`)
 *    is carried as a `RawNumber` and printed with its own digits. Only a computation turns it into a double.
 * 2. The common document has no such number and pays one regular expression test for this.
 */
import { jsonDepthMax } from './limits.ts'

/** A number with the digits that its author wrote (made by `JSON.rawJSON`). */
export interface RawNumber {
  readonly rawJSON: string
}

export interface JsonObject {
  readonly [key: string]: Json
}

export type Json = null | boolean | number | string | RawNumber | readonly Json[] | JsonObject

/** The kinds a JSON value can have, in the words of the JSON specification. */
export type JsonKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

declare global {
  interface JSON {
    rawJSON(text: string): RawNumber
    isRawJSON(value: unknown): value is RawNumber
  }
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown

// A fraction, an exponent, a minus zero or 16 digits in a row: the only texts whose numbers may print otherwise.
const unusualNumber = /\d[.eE]|\d{16}|-0/

const keepSource: Reviver = (_key, value, context) =>
  typeof value === 'number' && context.source !== undefined && String(value) !== context.source
    ? JSON.rawJSON(context.source)
    : value

/**
 * Parses a JSON text. Throws `SyntaxError` when it is not JSON and `JsonTooDeep` when it nests deeper than
 * `jsonDepthMax`.
 */
export function parseJson(text: string): Json {
  if (text.length > 2 * jsonDepthMax && isTooDeep(text)) throw new JsonTooDeep()
  return (
    unusualNumber.test(text)
      ? JSON.parse(text, keepSource as Parameters<typeof JSON.parse>[1])
      : JSON.parse(text)
  ) as Json
}

/** The value, or undefined where the text is not JSON. */
export function tryParseJson(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/** Thrown when a JSON text nests deeper than `jsonDepthMax`. */
export class JsonTooDeep extends SyntaxError {
  constructor() {
    super(`Document nesting depth exceeds the maximum allowed (${jsonDepthMax})`)
  }
}

/** The compact JSON text of a value. */
export function printJson(value: Json): string {
  return JSON.stringify(value)
}

export function isRawNumber(value: unknown): value is RawNumber {
  return typeof value === 'object' && value !== null && JSON.isRawJSON(value)
}

export function isNumber(value: Json | undefined): value is number | RawNumber {
  return typeof value === 'number' || isRawNumber(value)
}

/** The double nearest to a number. */
export function toNumber(value: number | RawNumber): number {
  return typeof value === 'number' ? value : Number(value.rawJSON)
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
}

export function kindOf(value: Json): JsonKind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value !== 'object') return typeof value as JsonKind
  return JSON.isRawJSON(value) ? 'number' : 'object'
}

/** The member of that name that the object itself has (never one of its prototype), or undefined. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Sets a member; `__proto__` becomes an ordinary one. */
export function setMember(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  } else object[key] = value
}

/** Deep equality; numbers are equal by value, however they were written, and keys have no order. */
export function jsonEquals(a: Json, b: Json): boolean {
  if (a === b) return true
  if (isNumber(a)) return isNumber(b) && toNumber(a) === toNumber(b)
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, i) => jsonEquals(item, b[i]!))
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && jsonEquals(a[key]!, b[key]!))
  )
}

/** How many bytes the text takes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80) continue
    if (code < 0x800) bytes += 1
    else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text, i + 1)) {
      bytes += 2
      i++
    } else bytes += 2
  }
  return bytes
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code < 0xe000
}

function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === 0x5c) i++
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > jsonDepthMax) return true
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return false
}
