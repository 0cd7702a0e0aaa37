import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as eventLoop } from 'node:timers/promises'
import { getHeapSpaceStatistics } from 'node:v8'
import { keepHeapSmall } from './small-heap.ts'

test('the young generation stays small however much survives its collections', async () => {
  keepHeapSmall()
  // About half a MB each; the last hundred are alive, so that what is young survives.
  const alive: object[] = []
  for (let round = 0; round < 1000; round++) {
    alive.push(Array.from({ length: 8000 }, (_, i) => ({ round, i })))
    if (alive.length > 100) alive.shift()
    await eventLoop()
  }
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
  assert.ok(alive.length === 100 && young)
  assert.ok(young.space_size <= 40 * 1024 * 1024, `it has ${young.space_size} bytes`)
})
