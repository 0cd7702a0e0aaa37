import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openSqliteStore } from '#store/sqlite'
import { readKeyringFile } from '../keyring-file.ts'
import { checkEncryption } from './check-encryption.ts'
import type { Checkup } from './checkup.ts'

function under(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'stepwell-doctor-'))
  t.after(() => rmSync(root, { recursive: true }))
  const data = join(root, 'data')
  const keysFile = (name: string, mode = 0o600) => {
    const file = join(root, `${name}.yaml`)
    const key = randomBytes(32).toString('base64')
    writeFileSync(file, `current: ${name}\nkeys:\n  - { name: ${name}, key: ${key} }\n`, { mode })
    return file
  }
  const look = (keys?: string) => {
    const environment = keys === undefined ? {} : { STEPWELL_ENCRYPTION_KEYS: keys }
    const checkup = { dataDirectory: data, environment, config: {} } as unknown as Checkup
    return checkEncryption(checkup).map(({ status, found }) => `${status}: ${found}`)
  }
  const make = async (keys?: string) => {
    const keyring = keys === undefined ? {} : { keyring: readKeyringFile(keys) }
    const store = await openSqliteStore({ directory: data, ...keyring })
    await store.commit({ writes: [{ kind: 'putSetting', key: 'a', value: 'b' }] })
    await store.close()
  }
  return { keysFile, look, make }
}

test('nothing is said of a plain store without keys', async (t) => {
  const { look, make } = under(t)
  assert.deepEqual(look(), [])
  await make()
  assert.deepEqual(look(), [])
})

test('keys that are configured and not used yet are told', async (t) => {
  const { look, make, keysFile } = under(t)
  const keys = keysFile('one')
  assert.deepEqual(look(keys), ['ok: new data will be encrypted with one'])
  await make()
  assert.deepEqual(look(keys), ['ok: the next start begins to encrypt with one'])
})

test('an encrypted store needs its keys', async (t) => {
  const { look, make, keysFile } = under(t)
  const keys = keysFile('one')
  await make(keys)
  assert.deepEqual(look(keys), ['ok: encrypted; the keys of the data need one'])
  const missing = 'problem: the data needs the key one, which is not among those that are configured'
  assert.deepEqual(look(keysFile('two')), [missing])
  assert.deepEqual(look(), [missing])
})

test(
  'a file of keys that others may read is a problem',
  { skip: process.platform === 'win32' && 'modes' },
  (t) => {
    const { look, keysFile } = under(t)
    assert.match(look(keysFile('one', 0o644))[0]!, /^problem: .*can be read by others/)
  },
)
