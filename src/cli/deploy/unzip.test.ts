import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeZip } from '../../../test/support/make-zip.ts'
import { readZip, ZipError } from './unzip.ts'

test('deflated and stored files come out as they went in, with their modes', () => {
  const long = 'line\n'.repeat(10_000)
  const entries = readZip(
    makeZip([
      { path: 'bin/run', content: '#!/bin/sh\n', executable: true },
      { path: 'lib/long.txt', content: long },
      { path: 'empty', content: '', stored: true },
    ]),
  )
  assert.deepEqual(
    entries.map(({ path, executable }) => [path, executable]),
    [
      ['bin/run', true],
      ['lib/long.txt', false],
      ['empty', false],
    ],
  )
  assert.deepEqual(
    entries.map((entry) => entry.read().toString()),
    ['#!/bin/sh\n', long, ''],
  )
})

test('folders are no files', () => {
  const paths = readZip(
    makeZip([
      { path: 'a/', content: '', stored: true },
      { path: 'a/b', content: 'x' },
    ]),
  ).map(({ path }) => path)
  assert.deepEqual(paths, ['a/b'])
})

test('a file that would lie outside of the archive is refused', () => {
  for (const path of ['../x', 'a/../../x', '/etc/x', 'C:\\x', 'a\\..\\..\\x'])
    assert.throws(
      () => readZip(makeZip([{ path, content: '' }])),
      { name: 'ZipError', message: /outside of itself/ },
      path,
    )
})

test('bytes that are no archive, or a damaged one, are refused', () => {
  assert.throws(() => readZip(Buffer.from('no archive, and long enough for an end record')), ZipError)
  assert.throws(() => readZip(Buffer.alloc(0)), ZipError)
  const whole = makeZip([{ path: 'a', content: 'hello hello hello' }])
  const directory = whole.indexOf(Buffer.from('504b0102', 'hex'))
  const broken = Buffer.from(whole)
  broken[directory] = 0
  assert.throws(() => readZip(broken), /directory is damaged/)
  const wrongSize = Buffer.from(whole)
  wrongSize.writeUInt32LE(5, directory + 24)
  assert.throws(() => readZip(wrongSize)[0]!.read(), ZipError)
  assert.throws(
    () => readZip(whole.subarray(directory)),
    /is not where the archive's directory says|directory is damaged/,
  )
})
