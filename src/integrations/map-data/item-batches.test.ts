import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Payload, utf8Length, type Json } from '#base'
import { batchItems, type Batch, type BatchLimits } from './item-batches.ts'

const payloadBytesMax = 262_144

function batchesOf(limits: Partial<BatchLimits>, items: readonly Json[], batchInput?: Json) {
  const input = batchInput === undefined ? {} : { batchInput: Payload.fromValue(batchInput) }
  return batchItems({ limits: { payloadBytesMax, ...limits }, ...input }, items.map(Payload.fromValue), true)
}

const texts = (batches: readonly Batch[]) => batches.map(({ input }) => input.text)

test('MaxItemsPerBatch fills each batch but the last one, as recorded', () => {
  const { batches, rest } = batchesOf({ maxItemsPerBatch: 2, maxInputBytesPerBatch: 15_000 }, [1, 2, 3, 4, 5])
  assert.deepEqual(texts(batches), ['{"Items":[1,2]}', '{"Items":[3,4]}', '{"Items":[5]}'])
  assert.deepEqual(
    batches.map(({ itemCount }) => itemCount),
    [2, 2, 1],
  )
  assert.deepEqual(rest, [])
})

test('BatchInput is before the items in every batch', () => {
  const { batches } = batchesOf({ maxItemsPerBatch: 1 }, ['a', 'b'], { at: 'now' })
  assert.deepEqual(texts(batches), [
    '{"BatchInput":{"at":"now"},"Items":["a"]}',
    '{"BatchInput":{"at":"now"},"Items":["b"]}',
  ])
})

test('MaxInputBytesPerBatch counts the bytes of the whole input', () => {
  const exact = utf8Length('{"Items":["é","é"]}')
  assert.deepEqual(texts(batchesOf({ maxInputBytesPerBatch: exact }, ['é', 'é', 'é']).batches), [
    '{"Items":["é","é"]}',
    '{"Items":["é"]}',
  ])
  assert.equal(batchesOf({ maxInputBytesPerBatch: exact - 1 }, ['é', 'é', 'é']).batches.length, 3)
})

test('the largest payload is a limit where the batcher has none, or a larger one', () => {
  for (const limits of [{ payloadBytesMax: 18 }, { payloadBytesMax: 18, maxInputBytesPerBatch: 1000 }]) {
    assert.deepEqual(texts(batchesOf(limits, ['ab', 'ab']).batches), ['{"Items":["ab"]}', '{"Items":["ab"]}'])
  }
})

test('an item that alone is too large is a batch of its own', () => {
  const { batches } = batchesOf({ maxInputBytesPerBatch: 20 }, [1, 'x'.repeat(50), 2])
  assert.deepEqual(
    batches.map(({ itemCount }) => itemCount),
    [1, 1, 1],
  )
})

test('numbers in items keep their digits', () => {
  const items = [Payload.fromText('1.0'), Payload.fromText('12345678901234567890')]
  const { batches } = batchItems({ limits: { payloadBytesMax } }, items, true)
  assert.deepEqual(texts(batches), ['{"Items":[1.0,12345678901234567890]}'])
})

test('items that come in pieces make the same batches as those that come at once', () => {
  const limits = fc.record({
    payloadBytesMax: fc.integer({ min: 12, max: 60 }),
    maxItemsPerBatch: fc.integer({ min: 1, max: 4 }),
  })
  const pieces = fc.array(fc.array(fc.string({ maxLength: 12 }), { maxLength: 5 }), { maxLength: 5 })
  fc.assert(
    fc.property(limits, pieces, (given, chunks) => {
      const batches: string[] = []
      let rest: readonly Payload[] = []
      for (const chunk of chunks) {
        const made = batchItems({ limits: given }, [...rest, ...chunk.map(Payload.fromValue)], false)
        batches.push(...texts(made.batches))
        rest = made.rest
      }
      batches.push(...texts(batchItems({ limits: given }, rest, true).batches))
      const atOnce = batchItems({ limits: given }, chunks.flat().map(Payload.fromValue), true)
      assert.deepEqual(batches, texts(atOnce.batches))
      assert.deepEqual(
        batches.flatMap((text) => (JSON.parse(text) as { Items: string[] }).Items),
        chunks.flat(),
      )
    }),
  )
})
