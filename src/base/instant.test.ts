import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareInstants, formatInstant, parseTimestamp } from './instant.ts'

const first = Date.UTC(1, 0, 1) // the year 1901, by Date's rule for small years
const last = Date.UTC(9999, 11, 31)

test('instants print and read as the calendar of the system has them', () => {
  fc.assert(
    fc.property(fc.integer({ min: first, max: last }), (instant) => {
      const expected = new Date(instant).toISOString().replace('.000Z', 'Z')
      assert.equal(formatInstant(instant), expected)
      assert.deepEqual(parseTimestamp(expected), { ms: instant, ns: 0 })
    }),
  )
})

test('a timestamp needs its T, its zone and a real day and time', () => {
  for (const text of [
    '2016-12-05 21:29:29Z',
    '2016-12-05T21:29:29',
    '2016-13-05T21:29:29Z',
    '2016-12-05T25:29:29Z',
    '05-12-2016T21:29:29Z',
    '2023-02-29T00:00:00Z',
    '2016-12-05T21:60:29Z',
    '2016-12-05t21:29:29z',
    '2016-12-05T21:29:29.Z',
    '2016-12-05T21:29:29+24:00',
  ]) {
    assert.equal(parseTimestamp(text), undefined, text)
  }
})

test('zones and fractions count, down to the nanosecond', () => {
  const at = (text: string) => parseTimestamp(text)!
  assert.equal(at('2024-02-29T01:00:00+01:30').ms, Date.UTC(2024, 1, 28, 23, 30))
  assert.ok(compareInstants(at('2024-01-01T00:00:00.000000001Z'), at('2024-01-01T00:00:00Z')) > 0)
  assert.equal(compareInstants(at('2024-01-01T01:00:00+01:00'), at('2024-01-01T00:00:00.000Z')), 0)
})
