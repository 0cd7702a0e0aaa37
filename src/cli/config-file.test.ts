import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readConfigFile } from './config-file.ts'
import { UserError } from './user-error.ts'

const directory = mkdtempSync(join(tmpdir(), 'stepwell-config-'))
after(() => rmSync(directory, { recursive: true }))

function read(text: string): ReturnType<typeof readConfigFile> {
  const file = join(directory, 'stepwell.config.yaml')
  writeFileSync(file, text)
  return readConfigFile(file)
}

test('every section is read, and relative paths are relative to the file', () => {
  const config = read(`
functions:
  resize: { timeoutSeconds: 30 }
triggers:
  - objectCreated: { bucket: uploads }
    stateMachine: ImageProcessing
services:
  buckets: [uploads]
hosts: [stepwell.internal]
`)
  assert.equal(config.directory, directory)
  assert.equal(config.functions['resize']?.timeoutSeconds, 30)
  assert.deepEqual(
    config.triggers.map(({ account, stateMachineName }) => [account, stateMachineName]),
    [['000000000000', 'ImageProcessing']],
  )
  assert.deepEqual(config.services?.buckets, ['uploads'])
  assert.deepEqual(config.hosts, ['stepwell.internal'])
})

test('an empty file, and none, configure nothing', () => {
  for (const config of [read(''), readConfigFile(undefined)]) {
    assert.deepEqual(config.functions, {})
    assert.deepEqual(config.triggers, [])
    assert.deepEqual(config.hosts, [])
  }
})

test('what is wrong is named with the file and the place', () => {
  const wrong = {
    'fonctions: {}': /fonctions .* no such member here; known are functions, triggers, services, .*hosts/,
    'functions: { a: { timeoutSeconds: soon } }': /functions\.a\.timeoutSeconds/,
    'triggers: [{ objectCreated: {} }]': /triggers\[0\]/,
    'hosts: [a b]': /hosts\[0\] is "a b"; expected a host name/,
    'services: { buckets: [A] }': /services\.buckets\[0\]/,
  }
  for (const [text, message] of Object.entries(wrong)) {
    assert.throws(
      () => read(text),
      (error) =>
        error instanceof UserError &&
        /stepwell\.config\.yaml/.test(error.message) &&
        message.test(error.message),
      text,
    )
  }
})
