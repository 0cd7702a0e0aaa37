import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relocate } from './relocate.ts'

const doors = { '#base': './src/base/index.ts', '#store/sqlite': './src/store/sqlite/index.ts' }

function relocated(text: string, path = 'dist/api/operations/a.js'): string {
  return relocate({ path, text }, doors).text
}

test('a door becomes the relative path of its compiled file', () => {
  assert.equal(relocated(`import { a } from '#base';`), `import { a } from '../../base/index.js';`)
  assert.equal(relocated(`export * from "#base";`), `export * from "../../base/index.js";`)
  assert.equal(
    relocated(`await import('#store/sqlite')`, 'dist/main.js'),
    `await import('./store/sqlite/index.js')`,
  )
})

test('a worker that is found by its URL is found as JavaScript', () => {
  assert.equal(
    relocated(`new Worker(new URL('./writer.ts', import.meta.url))`),
    `new Worker(new URL('./writer.js', import.meta.url))`,
  )
})

test('a declaration names the other declarations by their JavaScript', () => {
  assert.equal(relocated(`export * from './a.ts';`, 'dist/base/index.d.ts'), `export * from './a.js';`)
  assert.equal(relocated(`x: import('./a.ts').A`, 'dist/base/b.d.ts'), `x: import('./a.js').A`)
})

test('texts that only look like a path stay', () => {
  const text = `const name = 'handler.ts'; const shown = './functions/a.ts'`
  assert.equal(relocated(text), text)
})

test('a door that package.json does not have stops the build', () => {
  assert.throws(() => relocated(`import '#nowhere'`), /has no #nowhere/)
})
