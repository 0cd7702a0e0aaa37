/** JSON, JSON Lines, Parquet and the formats of several objects, against a real server of S3's protocol. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { printJson, type Json } from '#base'
import type { Dataset } from './port.ts'
import {
  bucket,
  chunksOf,
  failureOf,
  objectDataset,
  region,
  startS3,
  valuesOf,
  type S3UnderTest,
} from './s3-under-test.ts'

let s3: S3UnderTest

before(async () => {
  s3 = await startS3()
})

after(() => s3.stop())

async function read(body: string | Uint8Array, config: Dataset['config']): Promise<string> {
  await s3.put('file', body)
  return printJson(await valuesOf(s3.data, objectDataset('file', config)))
}

async function cause(body: string | Uint8Array, config: Dataset['config']) {
  await s3.put('file', body)
  const { error, cause: text } = await failureOf(s3.data.openItems(objectDataset('file', config)))
  assert.equal(error, 'States.ItemReaderFailed')
  return text
}

suite('JSON', () => {
  const json: Dataset['config'] = { inputType: 'JSON' }

  const good: readonly (readonly [string, string, string])[] = [
    ['an array', '[{"a": 1}, 2, "x", null, [true]]', '[{"a":1},2,"x",null,[true]]'],
    ['an empty array', ' [ ] ', '[]'],
    ['brackets, quotes and backslashes in texts', '["]", "\\"}", "\\\\"]', '["]","\\"}","\\\\"]'],
    ['numbers as they were written', '[1.0, 12345678901234567890, 1e3]', '[1.0,12345678901234567890,1e3]'],
    ['a byte order mark', '\uFEFF[1]', '[1]'],
    ['white space everywhere', '\n[ 1\t,\r\n {"a" : [ ] } ]\n', '[1,{"a":[]}]'],
  ]
  for (const [what, text, items] of good) {
    test(what, async () => assert.equal(await read(text, json), items))
  }

  test('MaxItems limits the items; 0 and more than there are mean all', async () => {
    assert.equal(await read('[1,2,3]', { ...json, maxItems: 2 }), '[1,2]')
    assert.equal(await read('[1,2,3]', { ...json, maxItems: 0 }), '[1,2,3]')
    assert.equal(await read('[1,2,3]', { ...json, maxItems: 100_000_001 }), '[1,2,3]')
    assert.equal(await cause('[1,2,3]', { ...json, maxItems: -1 }), 'field MaxItems must be positive')
  })

  test('the members of an object are items with keys', async () => {
    await s3.put('file', '{"a": 1, "b": {"c": [2]}, "\\u00e9": null}')
    const [chunk] = await chunksOf(s3.data, objectDataset('file', json))
    assert.deepEqual(chunk?.items, [
      { key: 'a', value: 1, source: 'S3://data/file' },
      { key: 'b', value: { c: [2] }, source: 'S3://data/file' },
      { key: 'é', value: null, source: 'S3://data/file' },
    ])
  })

  const pointed =
    '{"x": {"skipped": "]}"}, "a/b": {"~": [[0], {"k": 1}]}, "end": [9]} trailing text is not looked at'
  const pointers: readonly (readonly [string, string])[] = [
    ['/end', '[9]'],
    ['/a~1b/~0', '[[0],{"k":1}]'],
    ['/a~1b/~0/0', '[0]'],
    ['/a~1b/~0/1', '[1]'],
    ['', '[1,2]'],
  ]
  for (const [itemsPointer, items] of pointers) {
    test(`ItemsPointer '${itemsPointer}'`, async () => {
      const text = itemsPointer === '' ? '[1,2]' : pointed
      assert.equal(await read(text, { ...json, itemsPointer }), items)
    })
  }

  test('an ItemsPointer that leads nowhere says where and what is there', async () => {
    assert.match(
      (await cause(pointed, { ...json, itemsPointer: '/a~1b/none' }))!,
      /the ItemsPointer '\/a~1b\/none' leads nowhere: at '\/a\/b' there is no member 'none' among '~'/,
    )
    assert.match(
      (await cause('[[1]]', { ...json, itemsPointer: '/1' }))!,
      /at '\/' there is an array of 1 elements without '1'/,
    )
  })

  test('what is no array and no object is refused in the words of AWS', async () => {
    for (const text of ['1', '"x"', 'null', '{"a": 1}']) {
      const config = text === '{"a": 1}' ? { ...json, itemsPointer: '/a' } : json
      assert.equal(await cause(text, config), 'Attempting to map over non-iterable node.')
    }
  })

  const broken: readonly (readonly [string, RegExp])[] = [
    ['', /^s3:\/\/data\/file, byte 0: expected a JSON value and found the end of the object$/],
    [
      '[1, 2',
      /the object ends before the end of the items|expected ',' or the end of the items and found the end/,
    ],
    ['[1 2]', /byte 3: expected ',' or the end of the items and found '2'/],
    ['[1, {"a": }]', /item 1 is not valid JSON/],
    ['["a', /the object ends within a value/],
    ['[1,]', /item 1 is not valid JSON/],
    ['{"a" 1}', /expected ':' and found '1'/],
    ['{1: 1}', /expected a member's name and found '1'/],
    ['[1] [2]', /there is more text behind the JSON value/],
  ]
  for (const [text, message] of broken) {
    test(`refuses ${text === '' ? 'nothing' : text}`, async () =>
      assert.match((await cause(text, json))!, message))
  }
})

suite('JSON Lines', () => {
  const jsonl: Dataset['config'] = { inputType: 'JSONL' }

  test('one item for each line; blank ones are none, the last one needs no end', async () => {
    assert.equal(await read('{"a": 1}\n\r\n[2.0]\r\n  \n"é"', jsonl), '[{"a":1},[2.0],"é"]')
    assert.equal(await read(gzipSync('1\n2\n'), jsonl), '[1,2]')
    assert.equal(await read('', jsonl), '[]')
  })

  test('a line that is not JSON is named', async () => {
    assert.match((await cause('1\n\n{"a":\n', jsonl))!, /^s3:\/\/data\/file, line 3 is not valid JSON/)
  })
})

suite('Parquet', () => {
  const parquet: Dataset['config'] = { inputType: 'PARQUET' }
  const columnData = [
    { name: 'id', data: [1n, 9007199254740993n, -5n], type: 'INT64' as const },
    { name: 'name', data: ['a', 'é', null], type: 'STRING' as const },
    { name: 'share', data: [0.5, NaN, -0.25], type: 'DOUBLE' as const },
    { name: 'ok', data: [true, false, null], type: 'BOOLEAN' as const },
    { name: 'at', data: [new Date(0), new Date(1_700_000_000_123), null], type: 'TIMESTAMP' as const },
    { name: 'doc', data: [{ x: [1] }, null, 'text'], type: 'JSON' as const },
  ]
  const items =
    '[{"id":1,"name":"a","share":0.5,"ok":true,"at":"1970-01-01T00:00:00.000Z","doc":{"x":[1]}},' +
    '{"id":9007199254740993,"name":"é","share":null,"ok":false,"at":"2023-11-14T22:13:20.123Z","doc":null},' +
    '{"id":-5,"name":null,"share":-0.25,"ok":null,"at":null,"doc":"text"}]'

  for (const codec of ['UNCOMPRESSED', 'SNAPPY'] as const) {
    test(`rows of every type are items (${codec})`, async () => {
      const file = new Uint8Array(parquetWriteBuffer({ columnData, codec }))
      assert.equal(await read(file, parquet), items)
    })
  }

  test('what is no Parquet file, or a broken one, is refused', async () => {
    assert.equal(await cause('a,b', parquet), 's3://data/file is not a Parquet file: it has 3 bytes')
    assert.equal(
      await cause('a,b\n1,2\n3,4\n5,6\n', parquet),
      "s3://data/file is not a Parquet file: it does not end with 'PAR1'",
    )
    const broken = new Uint8Array(parquetWriteBuffer({ columnData }))
    broken.fill(0xff, 4, broken.length - 8)
    assert.match(
      (await cause(broken, parquet))!,
      /^s3:\/\/data\/file: its footer could not be read as Parquet/,
    )
  })
})

suite('several objects', () => {
  before(async () => {
    await s3.put('list/', '')
    await s3.put('list/a.json', '[1,2]')
    await s3.put('list/b.json', '[]')
    await s3.put('list/c.json', '[{"three": 3}]')
    await s3.put('elsewhere.json', '[4]')
  })

  const list = (config: Dataset['config'], Prefix = 'list/'): Dataset => ({
    region,
    action: 'listObjectsV2',
    parameters: { Bucket: bucket, Prefix },
    config,
  })

  test('a list of objects gives entries as AWS does, a folder marker among them', async () => {
    const [chunk] = await chunksOf(s3.data, list({}))
    const items = chunk!.items.map(({ value }) => value as Record<string, Json>)
    assert.deepEqual(
      items.map(({ Key, Size }) => [Key, Size]),
      [
        ['list/', 0],
        ['list/a.json', 5],
        ['list/b.json', 2],
        ['list/c.json', 14],
      ],
    )
    assert.deepEqual(Object.keys(items[1]!), ['Etag', 'Key', 'LastModified', 'Size', 'StorageClass'])
    assert.match(items[1]!['Etag'] as string, /^"[0-9a-f]{32}"$/)
    assert.ok(Number.isInteger(items[1]!['LastModified']))
    assert.equal(items[1]!['StorageClass'], 'STANDARD')
    assert.equal(chunk!.items[1]!.source, 'S3://data')
  })

  test('more objects than a page has are all listed', async () => {
    await Promise.all(
      Array.from({ length: 1005 }, (_, i) => s3.put(`many/${String(i).padStart(4, '0')}`, '')),
    )
    const values = (await valuesOf(s3.data, list({}, 'many/'))) as readonly Record<string, Json>[]
    assert.equal(values.length, 1005)
    assert.equal(values.at(-1)!['Key'], 'many/1004')
  })

  test('LOAD_AND_FLATTEN gives the items in the objects', async () => {
    const chunks = await chunksOf(s3.data, list({ transformation: 'LOAD_AND_FLATTEN', inputType: 'JSON' }))
    assert.deepEqual(
      chunks.flatMap(({ items }) => items),
      [
        { value: 1, source: 'S3://data/list/a.json' },
        { value: 2, source: 'S3://data/list/a.json' },
        { value: { three: 3 }, source: 'S3://data/list/c.json' },
      ],
    )
  })

  test('an S3 inventory gives the rows of its files by its schema', async () => {
    await s3.put('inventory/1.csv.gz', gzipSync('"bucket","a%20b.txt","12"\n"bucket","c","0"\n'), 'other')
    await s3.put('inventory/2.csv.gz', gzipSync('"bucket","d","7"\n'), 'other')
    const manifest = {
      sourceBucket: 'bucket',
      destinationBucket: 'arn:aws:s3:::other',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size',
      files: [{ key: 'inventory/1.csv.gz' }, { key: 'inventory/2.csv.gz' }],
    }
    const items =
      '[{"Bucket":"bucket","Key":"a%20b.txt","Size":"12"},{"Bucket":"bucket","Key":"c","Size":"0"},' +
      '{"Bucket":"bucket","Key":"d","Size":"7"}]'
    assert.equal(await read(JSON.stringify(manifest), { manifestType: 'S3_INVENTORY' }), items)
    assert.equal(await read(JSON.stringify(manifest), { inputType: 'MANIFEST' }), items)
    assert.match(
      (await cause(JSON.stringify({ ...manifest, fileFormat: 'ORC' }), { inputType: 'MANIFEST' }))!,
      /is not the manifest.json of an S3 inventory in CSV: its fileFormat is "ORC", and only "CSV" can be read/,
    )
    assert.match((await cause('[]', { inputType: 'MANIFEST' }))!, /it is not a JSON object/)
  })

  test('a manifest of Athena gives the items of its objects', async () => {
    await s3.put('unload/1.gz', gzipSync('{"a":1}\n'), 'other')
    await s3.put('unload/2', '{"a":2}\n', 'other')
    const manifest = 's3://other/unload/1.gz\ns3://other/unload/2\n'
    assert.equal(
      await read(manifest, { manifestType: 'ATHENA_DATA', inputType: 'JSONL' }),
      '[{"a":1},{"a":2}]',
    )
    assert.match(
      (await cause('1,2\n', { manifestType: 'ATHENA_DATA', inputType: 'JSONL' }))!,
      /line 1: expected the address of an object \(s3:\/\/bucket\/key\) and found '1,2'/,
    )
    assert.match(
      (await cause(manifest, { manifestType: 'ATHENA_DATA' }))!,
      /^The ReaderConfig has no InputType; expected one of CSV, JSONL, PARQUET$/,
    )
  })
})

suite('what cannot be read', () => {
  test('an object, a bucket and a list that are not there are named with what S3 says', async () => {
    const open = async (parameters: Json, action: Dataset['action'] = 'getObject') => {
      const stream = s3.data.openItems({ region, action, parameters, config: { inputType: 'JSON' } })
      const { error, cause: text } = await failureOf(stream)
      assert.equal(error, 'States.ItemReaderFailed')
      return text!
    }
    assert.match(
      await open({ Bucket: bucket, Key: 'none' }),
      /^Could not read s3:\/\/data\/none: .+ \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: .*\)$/,
    )
    assert.match(await open({ Bucket: 'nowhere', Key: 'none' }), /Error Code: NoSuchBucket/)
    assert.match(
      await open({ Bucket: 'nowhere' }, 'listObjectsV2'),
      /^Could not list s3:\/\/nowhere\/: .*NoSuchBucket/,
    )
    assert.equal(
      await open({ Key: 'x' }),
      'The ItemReader has no Bucket: give it in its Parameters or Arguments',
    )
    assert.equal(
      await open({ Bucket: bucket, Key: 5 }),
      "The ItemReader's Key has to be a string, but it is of the type number",
    )
  })
})
