import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from './random.ts'

test('one seed gives one stream, another seed another', () => {
  const stream = (seed: string) => {
    const random = seededRandom(seed)
    return [random.next(), random.uuid(), random.next()]
  }
  assert.deepEqual(stream('a'), stream('a'))
  assert.notDeepEqual(stream('a'), stream('b'))
})

test('numbers fill the interval from 0 to 1 evenly', () => {
  const random = seededRandom('even')
  const buckets = Array.from({ length: 10 }, () => 0)
  for (let i = 0; i < 100_000; i++) {
    const value = random.next()
    assert.ok(value >= 0 && value < 1)
    buckets[Math.floor(value * 10)]!++
  }
  for (const count of buckets) assert.ok(Math.abs(count - 10_000) < 500, `${count} of 10,000`)
})

test('UUIDs have the form of version 4 and do not repeat', () => {
  const random = seededRandom('uuids')
  const seen = new Set(Array.from({ length: 10_000 }, () => random.uuid()))
  assert.equal(seen.size, 10_000)
  for (const uuid of seen)
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
