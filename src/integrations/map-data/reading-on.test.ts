/** Reading on from any position gives the rest of the items, whatever the blocks are in which the bytes arrive. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { printJson, type Json } from '#base'
import { csvItems } from './csv-items.ts'
import type { DataObject } from './data-object.ts'
import type { Entry } from './item-batch.ts'
import { jsonItems } from './json-items.ts'
import { jsonlItems } from './jsonl-items.ts'
import type { ReadObject } from './object-items.ts'
import { parquetItems } from './parquet-items.ts'

/** An object whose bytes come in blocks of that size. */
function objectOf(content: Uint8Array, blockBytes: number): DataObject {
  const bytes = Buffer.from(content)
  return {
    address: 's3://test/object',
    sizeBytes: bytes.length,
    async *bytes(from = 0) {
      for (let at = from; at < bytes.length; at += blockBytes) yield bytes.subarray(at, at + blockBytes)
    },
    range: async (start, end) => bytes.subarray(start, end),
  }
}

async function entriesOf(read: ReadObject, object: DataObject, from?: Json): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for await (const some of read(object, from)) entries.push(...some)
  return entries
}

/** Reads all items in blocks of that size, and the rest from every place again in other blocks. */
async function readingOnGivesTheRest(
  read: ReadObject,
  content: Uint8Array,
  blockBytes: number,
): Promise<Json> {
  const all = await entriesOf(read, objectOf(content, blockBytes))
  const values = all.map(({ key, value }) => ({ key: key ?? null, value }))
  for (const [i, entry] of all.entries()) {
    const place = JSON.parse(JSON.stringify(entry.next)) as Json
    const rest = await entriesOf(read, objectOf(content, blockBytes + i), place)
    assert.deepEqual(
      rest.map(({ key, value }) => ({ key: key ?? null, value })),
      values.slice(i + 1),
    )
    assert.deepEqual(
      rest.map(({ next }) => next),
      all.slice(i + 1).map(({ next }) => next),
    )
  }
  return values.map(({ value }) => value)
}

const blockBytes = fc.integer({ min: 1, max: 40 })
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>

test('CSV', async () => {
  const piece = fc.constantFrom('a', 'é', '😀', ' ', ',', '""', '\\"', '\\\\', '\\,', '\n', '\r\n', 'x')
  const quoted = fc.array(piece, { maxLength: 4 }).map((pieces) => `"${pieces.join('')}"`)
  const bare = fc.array(fc.constantFrom('a', 'é', ' ', "'", '\\,', '\\\\', '\\n'), { maxLength: 4 })
  const cell = fc.oneof(
    quoted,
    bare.map((pieces) => pieces.join('')),
  )
  const line = fc.array(cell, { maxLength: 4 }).map((cells) => cells.join(','))
  const end = fc.constantFrom('\n', '\r\n')
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), end, blockBytes, async (lines, lineEnd, size) => {
      const text = ['first,second', ...lines].join(lineEnd)
      const read: ReadObject = (object, from) => csvItems(object, {}, from)
      const values = await readingOnGivesTheRest(read, Buffer.from(text), size)
      assert.deepEqual(
        values,
        await readingOnGivesTheRest(read, Buffer.from(`\uFEFF${text}`), text.length + 9),
      )
    }),
  )
})

test('a JSON array', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(json, { maxLength: 6 }), fc.nat(2), blockBytes, async (items, space, size) => {
      const text = JSON.stringify(items, undefined, space)
      const read: ReadObject = (object, from) => jsonItems(object, undefined, from)
      assert.equal(
        printJson(await readingOnGivesTheRest(read, Buffer.from(text), size)),
        JSON.stringify(items),
      )
    }),
  )
})

test('a JSON object below an ItemsPointer', async () => {
  const members = fc.dictionary(fc.string({ maxLength: 5 }), json, { maxKeys: 5 })
  await fc.assert(
    fc.asyncProperty(members, json, blockBytes, async (items, other, size) => {
      const text = JSON.stringify({ other, list: [0, { items }] })
      const read: ReadObject = (object, from) => jsonItems(object, '/list/1/items', from)
      const values = await readingOnGivesTheRest(read, Buffer.from(text), size)
      assert.deepEqual(values, Object.values(JSON.parse(JSON.stringify(items)) as object))
    }),
  )
})

test('JSON Lines', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(json), { maxLength: 6 }), blockBytes, async (items, size) => {
      // No value stands for a blank line here.
      const text = items.map((item) => (item === null ? '' : JSON.stringify(item))).join('\n')
      const values = await readingOnGivesTheRest(jsonlItems, Buffer.from(text), size)
      assert.equal(printJson(values), JSON.stringify(items.filter((item) => item !== null)))
    }),
  )
})

test('Parquet, over several row groups', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string(), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (names, rowGroupSize) => {
        const columnData = [{ name: 'name', data: names, type: 'STRING' as const }]
        const file = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }))
        const values = await readingOnGivesTheRest(parquetItems, file, 1)
        assert.deepEqual(
          values,
          names.map((name) => ({ name })),
        )
      },
    ),
    { numRuns: 30 },
  )
})
