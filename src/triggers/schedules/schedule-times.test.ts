/** When schedules are due. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileSchedule, InvalidSchedule } from './schedule-times.ts'

const at = (text: string) => Date.parse(text)
const anchor = at('2026-01-01T00:00:30Z')

function times(expression: string, after: string, timeZone = 'UTC'): readonly string[] {
  const schedule = compileSchedule({ expression, timeZone, anchor })
  const found: string[] = []
  for (
    let next = schedule.next(at(after));
    next !== undefined && found.length < 3;
    next = schedule.next(next)
  )
    found.push(new Date(next).toISOString().slice(0, 19))
  return found
}

const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'cron(0 12 ? * 1 *)',
    '2026-01-01T00:00:00Z',
    'UTC',
    ['2026-01-04T12:00:00', '2026-01-11T12:00:00', '2026-01-18T12:00:00'],
  ],
  [
    'cron(15 10 L * ? *)',
    '2026-01-01T00:00:00Z',
    'UTC',
    ['2026-01-31T10:15:00', '2026-02-28T10:15:00', '2026-03-31T10:15:00'],
  ],
  ['cron(0 8 ? * MON#1 2026)', '2026-10-10T00:00:00Z', 'UTC', ['2026-11-02T08:00:00', '2026-12-07T08:00:00']],
  [
    'cron(0 12 * * 1)',
    '2026-01-01T00:00:00Z',
    'UTC',
    ['2026-01-05T12:00:00', '2026-01-12T12:00:00', '2026-01-19T12:00:00'],
  ],
  [
    'cron(0 9 * * ? *)',
    '2026-03-28T00:00:00Z',
    'Europe/Berlin',
    ['2026-03-28T08:00:00', '2026-03-29T07:00:00', '2026-03-30T07:00:00'],
  ],
  [
    'rate(5 minutes)',
    '2026-01-01T00:07:00Z',
    'UTC',
    ['2026-01-01T00:10:30', '2026-01-01T00:15:30', '2026-01-01T00:20:30'],
  ],
  [
    'rate(1 day)',
    '2025-06-01T00:00:00Z',
    'UTC',
    ['2026-01-02T00:00:30', '2026-01-03T00:00:30', '2026-01-04T00:00:30'],
  ],
  ['at(2026-07-01T09:00:00)', '2026-01-01T00:00:00Z', 'Europe/Berlin', ['2026-07-01T07:00:00']],
  ['at(2026-07-01T09:00:00)', '2026-08-01T00:00:00Z', 'UTC', []],
]

test('a schedule is due at the times that AWS has for its expression', () => {
  for (const [expression, after, timeZone, expected] of cases)
    assert.deepEqual(times(expression, after, timeZone), expected, expression)
})

test('what is no schedule is refused with what was expected', () => {
  const wrong = [
    'daily',
    'rate(0 minutes)',
    'rate(1 minutes)',
    'rate(2 hour)',
    'cron(* * * * * *)',
    'cron(0 12 ? * ? *)',
    'cron(99 12 * * ? *)',
    'at(tomorrow)',
  ]
  for (const expression of wrong)
    assert.throws(() => compileSchedule({ expression, anchor }), InvalidSchedule, expression)
  assert.throws(
    () => compileSchedule({ expression: 'rate(1 day)', timeZone: 'Mars/Base', anchor }),
    /Mars\/Base; expected an IANA name/,
  )
})
