import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '#base'
import { decodeMapRunJob, encodeMapRunJob } from './map-run-codec.ts'
import type { MapRunJob } from './map-run-job.ts'

const payload = (value: unknown) => Payload.fromText(JSON.stringify(value))
const input = payload({ large: 'document' })

const visit = {
  place: { role: 'iteration', parentId: 1, index: 2, item: { index: 2, value: payload('item') } },
  stateName: 'M',
  enteredAt: 5,
  enteredEventId: 7,
  input,
} as const

const jobs: Readonly<Record<string, MapRunJob>> = {
  'has nothing but items': { items: payload([1, 2]) },
  'has a reader, a batcher and a writer': {
    reader: { parameters: payload({ Bucket: 'b' }), maxItems: 3 },
    batcher: { batchInput: payload({ b: 1 }), maxItemsPerBatch: 2 },
    writer: { parameters: payload({ Bucket: 'w' }) },
  },
  'has a batcher without an input': { batcher: { maxInputBytesPerBatch: 9 } },
  'selects its items': {
    items: payload([]),
    selection: { visit, retries: [1, 0], input, variables: new Map([['v', payload({ x: 1 })]]) },
  },
}

for (const [what, job] of Object.entries(jobs)) {
  test(`a job that ${what} comes back as it was`, () => {
    const read = decodeMapRunJob(encodeMapRunJob(job))
    assert.deepEqual(plain(read), plain(job))
  })
}

test('a job of a version that is not known is refused', () => {
  assert.throws(() => decodeMapRunJob({ text: '[2,{}]', payloads: [] }), /version 2 cannot be read/)
})

/** Payloads as their texts: two of one text are equal, whether or not they were parsed. */
function plain(value: unknown): unknown {
  if (value instanceof Payload) return value.text
  if (value instanceof Map) return plain(Object.fromEntries(value))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}
