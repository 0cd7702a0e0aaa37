/**
 * When a schedule is due: `cron(…)` with AWS's six fields or the usual five, `rate(…)`, and one-off `at(…)`.
 *
 * Croner does the arithmetic of calendars and time zones; here is only what AWS writes otherwise.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
import { Cron } from 'croner'
import type { Instant } from '#base'

export interface ScheduleTimes {
  /** The first time after an instant; undefined where none follows. */
  next(after: Instant): Instant | undefined
}

export interface ScheduleSettings {
  readonly expression: string
  /** An IANA name, of cron and at; UTC where it is absent. */
  readonly timeZone?: string
  /** What a rate counts from. */
  readonly anchor: Instant
}

/** Thrown where an expression or a time zone is wrong; the message says what was expected. */
export class InvalidSchedule extends Error {
  override readonly name = 'InvalidSchedule'
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** Throws `InvalidSchedule`. */
export function compileSchedule(settings: ScheduleSettings): ScheduleTimes {
  const { expression, timeZone = 'UTC' } = settings
  checkTimeZone(timeZone)
  const [, kind, text = ''] = /^(cron|rate|at)\(([^()]*)\)$/.exec(expression.trim()) ?? []
  switch (kind) {
    case 'cron':
      return cronTimes(text.trim(), timeZone, expression)
    case 'rate':
      return rateTimes(text.trim(), settings)
    case 'at':
      return onceAt(text.trim(), timeZone, expression)
    default:
      throw wrong(expression, 'cron(…), rate(…) or at(…)')
  }
}

function cronTimes(text: string, timezone: string, expression: string): ScheduleTimes {
  const fields = text.split(/\s+/)
  if (fields.length === 5) return calendar(text, { timezone }, expression)
  if (fields.length !== 6)
    throw wrong(expression, 'six fields (minutes hours day-of-month month day-of-week year) or five')
  const [, , dayOfMonth, , dayOfWeek] = fields
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw wrong(expression, 'a ? for one of day-of-month and day-of-week, and not for both')
  // Croner reads a ? among the fields of a date as the present, and a star means the same here as AWS's ?.
  const days = fields.map((field) => (field === '?' ? '*' : field))
  // AWS's week begins with 1, on Sunday.
  return calendar(`0 ${days.join(' ')}`, { timezone, alternativeWeekdays: true }, expression)
}

function calendar(
  pattern: string,
  options: { readonly timezone: string; readonly alternativeWeekdays?: boolean },
  expression: string,
): ScheduleTimes {
  try {
    const cron = new Cron(pattern, { ...options, paused: true })
    return { next: (after) => cron.nextRun(new Date(after))?.getTime() }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw wrong(expression, `fields of cron (${reason})`)
  }
}

function rateTimes(text: string, { anchor, expression }: ScheduleSettings): ScheduleTimes {
  const [, digits, unit, plural] = /^([1-9]\d{0,8}) (minute|hour|day)(s?)$/.exec(text) ?? []
  const count = Number(digits)
  if (unit === undefined || (count === 1) !== (plural === ''))
    throw wrong(expression, 'rate(1 minute), rate(5 minutes), rate(2 hours) or rate(7 days)')
  const periodMs = count * unitMs[unit as keyof typeof unitMs]
  return { next: (after) => anchor + Math.max(1, Math.floor((after - anchor) / periodMs) + 1) * periodMs }
}

function onceAt(text: string, timezone: string, expression: string): ScheduleTimes {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) throw wrong(expression, 'at(yyyy-mm-ddThh:mm:ss)')
  return calendar(text, { timezone }, expression)
}

function checkTimeZone(timeZone: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new InvalidSchedule(
      `the time zone is ${timeZone}; expected an IANA name, for example Europe/Berlin`,
    )
  }
}

function wrong(expression: string, expected: string): InvalidSchedule {
  return new InvalidSchedule(`the schedule is ${expression}; expected ${expected}`)
}
