/** Reads the values of a search: texts, numbers, statuses, times and durations, as the field wants them. */
import { parseJson, parseTimestamp, type Instant } from '#base'
import type { Cursor } from '../cursor.ts'
import { SyntaxFault } from '../query-syntax-error.ts'
import { readQuoted } from './field-path.ts'
import { statusNames, type FieldKind } from './field-kinds.ts'
import { toScalar, indexedCharactersMax, type SearchScalar } from './scalar.ts'

const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y
const bare = /[^\s()[\],"'=<>!]+/y
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

interface Written {
  readonly text: string
  readonly isQuoted: boolean
  readonly at: number
}

/** Reads a value of that kind; `now` is what relative times are counted from. Throws SyntaxFault. */
export function readValue(cursor: Cursor, kind: FieldKind, now: Instant): SearchScalar {
  cursor.skipBlanks()
  const written = readWritten(cursor, kind)
  switch (kind) {
    case 'status':
      return readStatus(written)
    case 'text':
      return checkLength(written)
    case 'time':
      return readTime(written, now)
    case 'duration':
      return readDuration(written)
    case 'boolean':
      return readBoolean(written)
    case 'any':
      return readAny(written)
  }
}

const examples: Readonly<Record<FieldKind, string>> = {
  status: statusNames.join(', '),
  text: 'a text, as in "A-17"',
  time: 'a time, as in -2h, 2026-01-31 or 2026-01-31T08:00:00Z',
  duration: 'a duration, as in 90s, 5m, 2h or 1d',
  boolean: 'true or false',
  any: 'a value, as in "A-17", 17, true or null',
}

function readWritten(cursor: Cursor, kind: FieldKind): Written {
  const at = cursor.at
  const inQuotes = cursor.match(quoted)
  if (inQuotes !== '') return { text: readQuoted(inQuotes, at), isQuoted: true, at }
  if (cursor.peek() === '"' || cursor.peek() === "'")
    throw new SyntaxFault('the text that begins here does not end: a quotation mark is missing', at)
  const text = cursor.match(bare)
  if (text === '') throw new SyntaxFault(`expected ${examples[kind]}, found ${cursor.found()}`, at)
  return { text, isQuoted: false, at }
}

function wrong(kind: FieldKind, { text, at }: Written): never {
  throw new SyntaxFault(`expected ${examples[kind]}, found ${JSON.stringify(text)}`, at)
}

function readStatus(written: Written): string {
  const status = written.text.toUpperCase()
  return statusNames.includes(status) ? status : wrong('status', written)
}

function checkLength({ text, at }: Written): string {
  if (text.length <= indexedCharactersMax) return text
  throw new SyntaxFault(
    `the text has ${text.length} characters; at most ${indexedCharactersMax} are indexed`,
    at,
  )
}

function readBoolean(written: Written): boolean {
  if (written.text === 'true') return true
  return written.text === 'false' ? false : wrong('boolean', written)
}

function readAny(written: Written): SearchScalar {
  const { text, isQuoted } = written
  if (isQuoted) return checkLength(written)
  if (text === 'null') return null
  if (text === 'true' || text === 'false') return text === 'true'
  if (jsonNumber.test(text)) return toScalar(parseJson(text))!
  throw new SyntaxFault(
    `expected ${examples.any}, found ${text}; a text stands in quotation marks`,
    written.at,
  )
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}
const durationText = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d|w)$/

function durationMs(text: string): number | undefined {
  const [, amount, unit] = durationText.exec(text) ?? []
  return amount === undefined ? undefined : Math.round(Number(amount) * units[unit!]!)
}

function readDuration(written: Written): number {
  return durationMs(written.text) ?? wrong('duration', written)
}

function readTime(written: Written, now: Instant): Instant {
  const { text } = written
  if (text === 'now') return now
  const ago = text.startsWith('-') ? durationMs(text.slice(1)) : undefined
  if (ago !== undefined) return now - ago
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const hasZone = /(Z|[+-]\d\d:\d\d)$/.test(text)
  const whole = isDay ? `${text}T00:00:00Z` : hasZone ? text : `${text}Z`
  return parseTimestamp(whole)?.ms ?? wrong('time', written)
}
