/**
 * Moments in time as whole milliseconds since 1970-01-01T00:00:00Z, and their ISO-8601 text.
 *
 * Pure: there is no clock here (the time is an argument, invariant 7) and no `Date`, which would bring one along.
 */

/** Milliseconds since the epoch. */
export type Instant = number

const dayMs = 86_400_000

/**
 * The text of an instant in UTC with no or three digits of a second's fraction, as AWS writes it in the context
 * object and in nested outputs: `2024-02-29T23:59:58Z`, `2024-02-29T23:59:58.120Z`.
 */
export function formatInstant(instant: Instant): string {
  const days = Math.floor(instant / dayMs)
  const ms = instant - days * dayMs
  const fraction = ms % 1000
  const tail = fraction === 0 ? '' : `.${pad(fraction, 3)}`
  return `${formatDay(days)}T${pad(Math.floor(ms / 3_600_000))}:${pad(Math.floor(ms / 60_000) % 60)}:${pad(Math.floor(ms / 1000) % 60)}${tail}Z`
}

const timestamp = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** A moment with the nanoseconds beyond its millisecond, so that comparisons lose nothing. */
export interface ExactInstant {
  readonly ms: Instant
  readonly ns: number
}

/** Reads an RFC 3339 timestamp as the States Language has it (upper-case T and Z, a zone); undefined if it is none. */
export function parseTimestamp(text: string): ExactInstant | undefined {
  const match = timestamp.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const offset = zoneMinutes(match[8]!)
  if (offset === undefined) return undefined
  const nanos = Number((match[7] ?? '').padEnd(9, '0'))
  const seconds = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second
  return { ms: seconds * 1000 + Math.floor(nanos / 1e6), ns: nanos % 1e6 }
}

/** Negative, zero or positive as the first is before, at or after the second. */
export function compareInstants(a: ExactInstant, b: ExactInstant): number {
  return a.ms - b.ms || a.ns - b.ns
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (hours > 23 || minutes > 59) return undefined
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

// The civil calendar in days since 1970-01-01 (years start in March, so the leap day is the last one).
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function formatDay(days: number): string {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted + (shifted < 10 ? 3 : -9)
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}
