import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { discoverFunctions } from './discover-functions.ts'
import { FunctionsConfigError, parseFunctionsConfig } from './function-config.ts'

test('an entry has a file, the exported name and limits, or is just a file', () => {
  const config = {
    resize: {
      file: './resize.ts',
      handler: 'resize.main',
      timeoutSeconds: 30,
      memoryMegabytes: 512,
      concurrency: 8,
      environment: { BUCKET: 'photos', LEVEL: 3, DRY: true },
    },
    notify: './notify.py',
  }
  assert.deepEqual(parseFunctionsConfig(config), {
    resize: { ...config.resize, environment: { BUCKET: 'photos', LEVEL: '3', DRY: 'true' } },
    notify: { file: './notify.py' },
  })
  assert.deepEqual(parseFunctionsConfig(undefined), {})
  assert.deepEqual(parseFunctionsConfig(null), {})
})

test('what is wrong is named with its place, what was found and what was expected', () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [['resize'], 'functions: found ["resize"], expected a mapping of names to values'],
    [{ 'a b': {} }, 'functions.a b: the name of a function has 1 to 140 letters'],
    [{ f: 7 }, 'functions.f: found 7, expected a mapping'],
    [{ f: { file: '' } }, 'functions.f.file: found "", expected a text that is not empty'],
    [{ f: { timeout: 3 } }, 'functions.f.timeout: unknown field; expected file, handler, timeoutSeconds'],
    [
      { f: { timeoutSeconds: '3' } },
      'functions.f.timeoutSeconds: found "3", expected a number from 1 to 86400',
    ],
    [
      { f: { concurrency: 1.5 } },
      'functions.f.concurrency: found 1.5, expected a whole number from 1 to 1000',
    ],
    [{ f: { environment: { '1A': 'x' } } }, "functions.f.environment.1A: a variable's name has letters"],
    [{ f: { environment: { A: null } } }, 'functions.f.environment.A: found null, expected a text'],
  ]
  for (const [config, message] of wrong) {
    assert.throws(
      () => parseFunctionsConfig(config),
      (error) => error instanceof FunctionsConfigError && error.message.startsWith(message),
      message,
    )
  }
})

test('functions are files and folders with an index, and entries add to them or name other files', (t) => {
  const base = mkdtempSync(join(tmpdir(), 'stepwell-discover-'))
  t.after(() => rmSync(base, { recursive: true, force: true }))
  const directory = join(base, 'functions')
  const files = [
    'a.ts',
    'a.js',
    'b.py',
    'b.test.ts',
    'types.d.ts',
    'notes.md',
    'c/index.mjs',
    'd/other.ts',
    'node_modules/index.js',
  ]
  for (const file of [...files.map((name) => join(directory, name)), join(base, 'own.ts')]) {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, '')
  }
  const config = { own: { file: 'own.ts' }, a: { timeoutSeconds: 5 } }
  const found = discoverFunctions(directory, config, base)
  const files2 = [...found.values()].map(({ name, file }) => [name, file.slice(base.length + 1)])
  assert.deepEqual(Object.fromEntries(files2), {
    a: 'functions/a.ts',
    b: 'functions/b.py',
    c: 'functions/c/index.mjs',
    own: 'own.ts',
  })
  assert.deepEqual(found.get('a')?.config, { timeoutSeconds: 5 })
  assert.equal(discoverFunctions(join(base, 'nowhere'), {}, base).size, 0)
  assert.throws(
    () => discoverFunctions(directory, { x: { file: 'x.ts' } }, base),
    /functions\.x\.file: there is no file .*x\.ts/,
  )
  assert.throws(
    () => discoverFunctions(directory, { y: {} }, base),
    /functions\.y: no file is given and .* has none of that name/,
  )
  const markdown = { n: { file: 'functions/notes.md' } }
  assert.throws(
    () => discoverFunctions(directory, markdown, base),
    /functions\.n\.file: .* is no function; expected \.ts/,
  )
})
