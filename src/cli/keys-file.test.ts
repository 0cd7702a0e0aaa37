import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readKeysFile } from './keys-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'stepwell-keys-'))
after(() => rmSync(directory, { recursive: true }))

function read(text: string): ReturnType<typeof readKeysFile> {
  const file = join(directory, 'keys.yaml')
  writeFileSync(file, text)
  return readKeysFile(file)
}

const key = `accessKeyId: AKIDEXAMPLE, secretAccessKey: a-long-secret, account: '123456789012', principal: ada, role: admin`

test('a key names an account, a principal and a role', () => {
  assert.deepEqual(read(`keys:\n  - {${key}}\n`), [
    {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'a-long-secret',
      account: '123456789012',
      principal: 'ada',
      role: 'admin',
    },
  ])
})

test('JSON is read as well', () => {
  const entry = {
    accessKeyId: 'abc',
    secretAccessKey: '12345678',
    account: '000000000000',
    principal: 'a',
    role: 'viewer',
  }
  assert.deepEqual(read(JSON.stringify({ keys: [entry] })), [entry])
})

test('what is wrong is named with its place and without the secrets of others', () => {
  assert.throws(
    () => read(`keys:\n  - {${key.replace(`'123456789012'`, '123456789012')}}\n`),
    /keys\[0\]\.account is 123456789012; expected twelve digits in quotes/,
  )
  assert.throws(
    () => read(`keys:\n  - {${key.replace('role: admin', 'role: boss')}}\n`),
    /keys\[0\]\.role is "boss"; expected one of viewer, operator, admin/,
  )
  assert.throws(() => read(`keys:\n  - {${key}, colour: red}\n`), /keys\[0\]\.colour .* no such member here/)
  assert.throws(() => read(`keys: []\n`), /at least one key/)
  assert.throws(() => read(`keys: [{${key}}, {${key}}]\n`), /AKIDEXAMPLE is there twice/)
  assert.throws(() => read(`keys: [\n`), /is not YAML or JSON/)
  assert.throws(() => readKeysFile(join(directory, 'none.yaml')), /cannot read .*none.yaml/)
})
