import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { generateKey } from './generate-key.ts'
import { readKeyringFile } from './keyring-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'stepwell-keyring-'))
after(() => rmSync(directory, { recursive: true }))
const file = join(directory, 'keys.yaml')
const base64 = randomBytes(32).toString('base64')

function read(text: string, environment: Record<string, string> = {}) {
  writeFileSync(file, text, { mode: 0o600 })
  chmodSync(file, 0o600)
  return readKeyringFile(file, environment)
}

test('a key stands in the file, in a file of its own or in a variable', () => {
  writeFileSync(join(directory, 'own.key'), `${base64}\n`, { mode: 0o600 })
  const text = `current: a
keys:
  - {name: a, key: ${base64}}
  - {name: b, keyFile: own.key, kmsNames: [alias/b]}
  - {name: c, keyVariable: C_KEY}
`
  const { current, keys } = read(text, { C_KEY: base64 })
  assert.equal(current, 'a')
  assert.deepEqual(
    keys.map(({ name, kmsNames }) => [name, kmsNames]),
    [
      ['a', []],
      ['b', ['alias/b']],
      ['c', []],
    ],
  )
  for (const { key } of keys) assert.equal(Buffer.from(key).toString('base64'), base64)
})

test('what is wrong is named with its place, and never a key', () => {
  const wrong: [string, RegExp][] = [
    [`current: z\nkeys: [{name: a, key: ${base64}}]`, /current is "z"; expected one of a/],
    ['current: a\nkeys: [{name: a}]', /keys\[0\] has no key; expected one of key, keyFile, keyVariable/],
    [`current: a\nkeys: [{name: a, key: c2hvcnQ=}]`, /keys\[0\]\.key gives 5 bytes; expected 32/],
    [`current: a\nkeys: [{name: a, keyVariable: NONE}]`, /names NONE, which is not set/],
    [
      `current: a\nkeys: [{name: a, key: ${base64}}, {name: a, key: ${base64}}]`,
      /the name "a" is there twice/,
    ],
    [`current: a\nkeys: [{name: a, key: 17}]`, /keys\[0\]\.key is not a text/],
  ]
  for (const [text, message] of wrong) {
    assert.throws(
      () => read(text),
      (error: Error) => {
        assert.match(error.message, message)
        assert.equal(error.message.includes(base64), false)
        assert.equal(error.message.includes('c2hvcnQ'), false)
        return true
      },
    )
  }
})

test('a file that others may read is refused', () => {
  read(`current: a\nkeys: [{name: a, key: ${base64}}]`)
  chmodSync(file, 0o640)
  assert.throws(() => readKeyringFile(file), /can be read by others.*chmod 600/)
})

test("a generated key becomes the current one, in a file that is the owner's alone and keeps its comments", () => {
  const made = join(directory, 'made.yaml')
  generateKey(made, 'one')
  assert.equal(statSync(made).mode & 0o777, 0o600)
  writeFileSync(made, `# ours\n${readFileSync(made, 'utf8')}`)
  generateKey(made, 'two')
  assert.equal(statSync(made).mode & 0o777, 0o600)
  assert.match(readFileSync(made, 'utf8'), /^# ours/)
  const { current, keys } = readKeyringFile(made)
  assert.equal(current, 'two')
  assert.deepEqual(
    keys.map(({ name, key }) => [name, key.length]),
    [
      ['one', 32],
      ['two', 32],
    ],
  )
  assert.throws(() => generateKey(made, 'one'), /has a key "one" already/)
})
