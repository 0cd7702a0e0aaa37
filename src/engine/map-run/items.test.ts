/** What comes next in a Map Run, and that a position leads back to exactly there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AslError, Payload, type Json } from '#base'
import type { Batcher } from '#integrations'
import { inputItems, itemsPerChunk, MapRunItems, type Position } from './items.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)
const inBatches = (maxItemsPerBatch: number): Batcher => ({
  limits: { maxItemsPerBatch, payloadBytesMax: 1e6 },
})

function open(items: readonly Json[], at: Position = { skip: 0 }, batcher?: Batcher): MapRunItems {
  return new MapRunItems(
    { open: (from) => inputItems(items, from), select: (item) => item.value, ...(batcher && { batcher }) },
    at,
  )
}

async function taken(items: MapRunItems, max: number): Promise<readonly Json[]> {
  const batches = await items.take(max)
  assert.ok(!(batches instanceof AslError))
  return batches.map(({ input }) => input.value)
}

test('items come in their order, in bounded pieces, until there are none', async () => {
  const items = open(numbers(3))
  assert.deepEqual(await taken(items, 2), [0, 1])
  assert.equal(items.isExhausted, false)
  assert.deepEqual(await taken(items, 2), [2])
  assert.deepEqual(await taken(items, 2), [])
  assert.equal(items.isExhausted, true)
})

for (const [what, batcher] of [
  ['items', undefined],
  ['batches of 7', inBatches(7)],
  ['batches of more than a chunk', inBatches(itemsPerChunk + 1)],
] as const) {
  test(`from every position the rest of the ${what} is given, and nothing twice`, async () => {
    const all = numbers(2 * itemsPerChunk + 5)
    const flat = (inputs: readonly Json[]) =>
      inputs.flatMap((input) => (batcher ? (input as { Items: Json[] }).Items : [input]))
    const whole = open(all, undefined, batcher)
    const before: Json[] = []
    for (;;) {
      const rest: Json[] = []
      // A position is kept as JSON between two runs of the server.
      const position = JSON.parse(JSON.stringify(whole.position)) as Position
      const again = open(all, position, batcher)
      for (let next = await taken(again, 100); next.length > 0; next = await taken(again, 100))
        rest.push(...flat(next))
      assert.deepEqual([...before, ...rest], all)
      const next = await taken(whole, 40)
      if (next.length === 0) break
      before.push(...flat(next))
    }
  })
}

test('an item that cannot be selected ends it, behind what came before its chunk', async () => {
  const failure = new AslError('E', 'C')
  const items = new MapRunItems(
    {
      open: (from) => inputItems(numbers(itemsPerChunk + 2), from),
      select: (item) => (item.index === itemsPerChunk + 1 ? failure : Payload.fromValue(item.index)),
    },
    { skip: 0 },
  )
  assert.equal((await taken(items, itemsPerChunk)).length, itemsPerChunk)
  assert.equal(await items.take(1), failure)
})
