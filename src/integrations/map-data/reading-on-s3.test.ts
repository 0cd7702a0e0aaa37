/** Reading on from a position after a restart, and what changed on S3 meanwhile. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { AslError } from '#base'
import type { Dataset, ItemChunk, ReadPosition } from './port.ts'
import {
  bucket,
  chunksOf,
  failureOf,
  objectDataset,
  region,
  startS3,
  succeeded,
  valuesOf,
  type S3UnderTest,
} from './s3-under-test.ts'

let s3: S3UnderTest

before(async () => {
  s3 = await startS3()
})

after(() => s3.stop())

async function everyPositionGivesTheRest(dataset: Dataset): Promise<readonly ItemChunk[]> {
  const chunks = await chunksOf(s3.data, dataset)
  for (const [i, { next }] of chunks.entries()) {
    assert.deepEqual(await chunksOf(s3.data, dataset, next), chunks.slice(i + 1))
  }
  return chunks
}

const rows = Array.from(
  { length: 4000 },
  (_, i) => `${i},"row ${i} with some text so that there are many blocks"`,
)
const table = `id,text\n${rows.join('\n')}`
const csv: Dataset['config'] = { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' }

test('an object of several blocks, stored and packed', async () => {
  for (const body of [Buffer.from(table), gzipSync(table)]) {
    await s3.put('rows', body)
    const chunks = await everyPositionGivesTheRest(objectDataset('rows', csv, 1000))
    assert.deepEqual(
      chunks.map(({ items, firstIndex }) => [items.length, firstIndex]),
      [0, 1, 2, 3].map((i) => [1000, i * 1000]),
    )
  }
})

test('a chunk ends by its bytes too, and MaxItems counts over a restart', async () => {
  await s3.put('rows', table)
  const dataset = objectDataset('rows', { ...csv, maxItems: 2500 })
  const chunks = await everyPositionGivesTheRest({
    ...dataset,
    chunk: { itemsMax: 10_000, bytesMax: 30_000 },
  })
  assert.equal(chunks.at(-1)?.next.index, 2500)
  assert.ok(chunks.length >= 5)
  assert.ok(chunks.every(({ items }) => items.length < 700))
})

test('a Parquet file, by rows', async () => {
  const columnData = [{ name: 'n', data: Array.from({ length: 50 }, (_, i) => i), type: 'INT32' as const }]
  await s3.put('parquet', new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 20 })))
  await everyPositionGivesTheRest(objectDataset('parquet', { inputType: 'PARQUET' }, 7))
})

test('a list of objects, its entries and the items in them', async () => {
  for (const name of ['a', 'b', 'c', 'd'])
    await s3.put(`list/${name}`, name === 'c' ? '' : `"${name}1"\n"${name}2"\n`)
  const parameters = { Bucket: bucket, Prefix: 'list/' }
  const chunk = { itemsMax: 1, bytesMax: 1 }
  const list = { region, action: 'listObjectsV2' as const, parameters, chunk }
  assert.equal((await everyPositionGivesTheRest({ ...list, config: {} })).length, 4)
  const flatten: Dataset = { ...list, config: { transformation: 'LOAD_AND_FLATTEN', inputType: 'JSONL' } }
  assert.equal((await everyPositionGivesTheRest(flatten)).length, 6)
})

test('the files of an inventory and of a manifest of Athena', async () => {
  await s3.put('1.gz', gzipSync('a,1\nb,2\n'))
  await s3.put('2.gz', gzipSync('c,3\n'))
  const files = [{ key: '1.gz' }, { key: '2.gz' }]
  await s3.put(
    'manifest.json',
    JSON.stringify({ destinationBucket: bucket, fileFormat: 'CSV', fileSchema: 'Key, Size', files }),
  )
  await s3.put('manifest.csv', `s3://${bucket}/1.gz\ns3://${bucket}/2.gz\n`)
  const given = { csvHeaderLocation: 'GIVEN', csvHeaders: ['Key', 'Size'] } as const
  const inventory = objectDataset('manifest.json', { manifestType: 'S3_INVENTORY' }, 1)
  const athena = objectDataset('manifest.csv', { manifestType: 'ATHENA_DATA', inputType: 'CSV', ...given }, 1)
  for (const dataset of [inventory, athena])
    assert.equal((await everyPositionGivesTheRest(dataset)).length, 3)
})

suite('what changed meanwhile is an error:', () => {
  async function changed(dataset: Dataset, change: () => Promise<void>): Promise<string> {
    let position: ReadPosition | undefined
    for await (const chunk of s3.data.openItems(dataset)) {
      position = succeeded(chunk).next
      break
    }
    await change()
    const { error, cause } = await failureOf(s3.data.openItems(dataset, position))
    assert.equal(error, 'States.ItemReaderFailed')
    return cause!
  }

  const message = (key: string) =>
    new RegExp(
      `^s3://data/${key} changed while it was read: its ETag was "[0-9a-f]{32}" when reading began, it is "[0-9a-f]{32}" now\\.`,
    )

  test('an object, between two runs', async () => {
    await s3.put('dataset', table)
    const cause = await changed(objectDataset('dataset', csv, 10), () => s3.put('dataset', `${table}\n1,2`))
    assert.match(cause, message('dataset'))
  })

  test('an object, while it is read', async () => {
    await s3.put('dataset', table)
    const seen: number[] = []
    for await (const chunk of s3.data.openItems(objectDataset('dataset', csv, 100))) {
      if (chunk instanceof AslError) {
        assert.match(chunk.cause!, message('dataset'))
        assert.ok(seen.length > 0)
        return
      }
      if (seen.length === 0) await s3.put('dataset', table.toUpperCase())
      seen.push(chunk.items.length)
    }
    assert.fail('the change went unseen')
  })

  test('an object of a list, and a manifest', async () => {
    await s3.put('changing/a', '1\n2\n')
    const parameters = { Bucket: bucket, Prefix: 'changing/' }
    const config: Dataset['config'] = { transformation: 'LOAD_AND_FLATTEN', inputType: 'JSONL' }
    const list: Dataset = {
      region,
      action: 'listObjectsV2',
      parameters,
      config,
      chunk: { itemsMax: 1, bytesMax: 1 },
    }
    assert.match(await changed(list, () => s3.put('changing/a', '1\n3\n')), message('changing/a'))

    await s3.put('manifest.csv', `s3://${bucket}/changing/a\n`)
    const athena = objectDataset('manifest.csv', { manifestType: 'ATHENA_DATA', inputType: 'JSONL' }, 1)
    const cause = await changed(athena, () => s3.put('manifest.csv', `s3://${bucket}/other\n`))
    assert.match(cause, message('manifest.csv'))
  })

  test('an object that is gone is named', async () => {
    await s3.put('gone', '1\n2\n')
    const cause = await changed(objectDataset('gone', { inputType: 'JSONL' }, 1), async () => {
      await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'gone' }))
    })
    assert.match(cause, /^Could not read s3:\/\/data\/gone: .*NoSuchKey/)
  })
})

test('an object that was read whole may change afterwards', async () => {
  await s3.put('done', '1\n')
  const dataset = objectDataset('done', { inputType: 'JSONL' })
  const [chunk] = await chunksOf(s3.data, dataset)
  await s3.put('done', '2\n')
  assert.deepEqual(await valuesOf(s3.data, dataset, chunk!.next), [])
})
