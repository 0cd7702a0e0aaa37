/** CSV as AWS reads it (recorded cases, and its page on parsing), against a real server of S3's protocol. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Dataset } from './port.ts'
import { failureOf, objectDataset, startS3, valuesOf, type S3UnderTest } from './s3-under-test.ts'

let s3: S3UnderTest

before(async () => {
  s3 = await startS3()
})

after(() => s3.stop())

const firstRow: Dataset['config'] = { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' }

async function read(body: string | Uint8Array, config: Dataset['config'] = firstRow) {
  await s3.put('file.csv', body)
  return valuesOf(s3.data, objectDataset('file.csv', config))
}

async function failure(body: string, config: Dataset['config'] = firstRow) {
  await s3.put('file.csv', body)
  return failureOf(s3.data.openItems(objectDataset('file.csv', config)))
}

const recorded = "\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n"

test('missing cells are empty texts and cells beyond the headers are ignored, as recorded', async () => {
  assert.deepEqual(await read(`Col1,Col2,Col3\nValue1,Value2,Value3\nValue4,Value5,Value6${recorded}`), [
    { Col1: 'Value1', Col2: 'Value2', Col3: 'Value3' },
    { Col1: 'Value4', Col2: 'Value5', Col3: 'Value6' },
    { Col1: '', Col2: '', Col3: '' },
    { Col1: 'true', Col2: '1', Col3: "'HelloWorld'" },
    { Col1: 'Null', Col2: 'None', Col3: '' },
    { Col1: '   ', Col2: '', Col3: '' },
  ])
})

test('given headers leave the first row an item, as recorded', async () => {
  const config: Dataset['config'] = { inputType: 'CSV', csvHeaderLocation: 'GIVEN', csvHeaders: ['H1'] }
  assert.deepEqual(
    await read(`Value1,Value2,Value3\nValue4,Value5,Value6${recorded}`, config),
    ['Value1', 'Value4', '', 'true', 'Null', '   '].map((H1) => ({ H1 })),
  )
})

const cells: readonly (readonly [string, string, readonly string[]])[] = [
  ['quotes around a delimiter', '"a,b",c', ['a,b', 'c']],
  ['quotes around a line break', '"a\nb",c', ['a\nb', 'c']],
  ['quotes around a Windows line break', '"a\r\nb",c', ['a\r\nb', 'c']],
  ['doubled quotes in quotes', '"say ""hi""",c', ['say "hi"', 'c']],
  ['a quote within a cell', 'a"b,c', ['a"b', 'c']],
  ['an escaped delimiter', 'a\\,b,c', ['a,b', 'c']],
  ['escaped quotes in quotes', '"a \\"b\\" c",d', ['a "b" c', 'd']],
  ['escaped quotes at the start of a cell', '\\"a\\",b', ['"a"', 'b']],
  [
    'doubled backslashes',
    'C:\\\\Program Files\\\\App.exe,6534512',
    ['C:\\Program Files\\App.exe', '6534512'],
  ],
  ['a backslash before another character', 'a\\bc,d', ['abc', 'd']],
  ['an empty quoted cell', '"",x', ['', 'x']],
  ['letters beyond ASCII', 'grüße,日本語 😀', ['grüße', '日本語 😀']],
  ['a backslash beside a letter beyond ASCII', '\\é\\,,y', ['é,', 'y']],
  ['spaces around cells', ' a , b ', [' a ', ' b ']],
]

for (const [what, line, [a, b]] of cells) {
  test(`a cell with ${what}`, async () => {
    assert.deepEqual(await read(`A,B\n${line}\nlast,row`), [
      { A: a, B: b },
      { A: 'last', B: 'row' },
    ])
  })
}

const delimiters = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const

for (const [csvDelimiter, character] of Object.entries(delimiters)) {
  test(`the delimiter ${csvDelimiter}, alone, in quotes and escaped`, async () => {
    const config = { ...firstRow, csvDelimiter: csvDelimiter as keyof typeof delimiters }
    const line = ['1', `"2${character}"`, `3\\${character}`].join(character)
    assert.deepEqual(await read(`a${character}b${character}c\n${line}\n`, config), [
      { a: '1', b: `2${character}`, c: `3${character}` },
    ])
  })
}

for (const [name, end] of Object.entries({ Unix: '\n', Windows: '\r\n', 'old Mac': '\r' })) {
  test(`line ends of ${name}, with and without the last one; empty lines are no rows`, async () => {
    const text = ['a,b', '1,2', '', '3,4'].join(end)
    const items = [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]
    assert.deepEqual(await read(text), items)
    assert.deepEqual(await read(text + end), items)
  })
}

test('a byte order mark is no part of the first header', async () => {
  assert.deepEqual(await read('\uFEFFa,b\n1,2'), [{ a: '1', b: '2' }])
})

test('gzip and zstd are unpacked', async () => {
  const text = Buffer.from('a,b\n1,2\n')
  for (const body of [gzipSync(text), zstdCompressSync(text)]) {
    assert.deepEqual(await read(body), [{ a: '1', b: '2' }])
  }
})

test('a header named __proto__ is a header like any other', async () => {
  const [item] = await read('__proto__,a\n1,2')
  assert.deepEqual(Object.entries(item as object), [
    ['__proto__', '1'],
    ['a', '2'],
  ])
})

test('nothing, or headers alone, are no items', async () => {
  assert.deepEqual(await read(''), [])
  assert.deepEqual(await read('a,b\n'), [])
})

test('headers that repeat are refused in the words of AWS', async () => {
  const given: Dataset['config'] = { inputType: 'CSV', csvHeaderLocation: 'GIVEN', csvHeaders: ['a', 'a'] }
  for (const error of [await failure('a,b,a\n1,2,3'), await failure('1,2', given)]) {
    assert.equal(error.error, 'States.ItemReaderFailed')
    assert.equal(error.cause, 'CSV headers cannot contain duplicates.')
  }
})

test('a quote that is never closed names the object and the row', async () => {
  const { error, cause } = await failure('a,b\n1,2\n3,"4\n5,6\n')
  assert.equal(error, 'States.ItemReaderFailed')
  assert.equal(cause, 's3://data/file.csv, row 3: a quoted field is not closed before the end of the file')
})

test('what MaxItems leaves out may be broken', async () => {
  assert.deepEqual(await read('a,b\n1,2\n3,"4\n5,6\n', { ...firstRow, maxItems: 1 }), [{ a: '1', b: '2' }])
})
