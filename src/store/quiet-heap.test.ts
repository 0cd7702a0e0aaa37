import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getHeapStatistics } from 'node:v8'
import { shrinkHeap } from './quiet-heap.ts'

test('the room that a burst of work needed goes back to the system', () => {
  let burst: unknown[] = Array.from({ length: 500_000 }, (_, i) => ({ i, text: `${i}`, more: [i] }))
  assert.equal(burst.length, 500_000)
  burst = []
  const before = getHeapStatistics().total_heap_size
  shrinkHeap()
  const after = getHeapStatistics().total_heap_size
  assert(after < before - 24 * 1024 * 1024, `the heap had ${before} bytes and has ${after}`)
})
