import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRetention } from './retention.ts'
import { UserError } from './user-error.ts'

test('days, hours and minutes become milliseconds', () => {
  assert.equal(parseRetention('90d'), 90 * 86_400_000)
  assert.equal(parseRetention('36h'), 36 * 3_600_000)
  assert.equal(parseRetention('15m'), 15 * 60_000)
})

test('forever is no time at all', () => {
  assert.equal(parseRetention('forever'), undefined)
})

test('anything else is a mistake of the user', () => {
  for (const text of ['', '90', '0d', '-1d', '1.5d', '90 days', 'never']) {
    assert.throws(() => parseRetention(text), UserError)
  }
})
