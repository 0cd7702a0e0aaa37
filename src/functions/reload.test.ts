/** Changes of the files are followed. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, write, call, valueOf, refusalOf, until } from './functions-under-test.ts'

const processNumber = 'export const handler = async () => process.pid\n'

test('a changed, a new and a removed file are followed', async (t) => {
  let reloaded = Promise.withResolvers<readonly string[]>()
  const { functions, directory } = open(
    t,
    {
      'change.ts': 'import { value } from "./shared/value.ts"\nexport const handler = async () => value',
      'shared/value.ts': 'export const value = 1',
    },
    { watch: true, onReload: (names) => reloaded.resolve(names) },
  )
  const next = async (change: () => void) => {
    reloaded = Promise.withResolvers()
    change()
    return reloaded.promise
  }
  assert.equal(valueOf(await call(functions, 'change')), 1)
  await next(() => write(directory, { 'shared/value.ts': 'export const value = 2' }))
  assert.equal(valueOf(await call(functions, 'change')), 2)
  assert.deepEqual(await next(() => write(directory, { 'added.ts': processNumber })), ['added', 'change'])
  assert.equal(typeof valueOf(await call(functions, 'added')), 'number')
  assert.deepEqual(await next(() => rmSync(join(directory, 'change.ts'))), ['added'])
  assert.equal((await refusalOf(call(functions, 'change'))).code, 'ResourceNotFoundException')
})

test('an invocation that runs while its file changes finishes with the old code', async (t) => {
  const reloaded = Promise.withResolvers<void>()
  const { functions, directory, log } = open(
    t,
    {
      'long.ts':
        'export const handler = async () => { console.log("started"); await new Promise((r) => setTimeout(r, 400)); return "old" }',
    },
    { watch: true, onReload: () => reloaded.resolve() },
  )
  const running = call(functions, 'long')
  await until(() => log.length > 0)
  write(directory, { 'long.ts': 'export const handler = async () => "new"' })
  await reloaded.promise
  assert.equal(valueOf(await call(functions, 'long')), 'new')
  assert.equal(valueOf(await running), 'old')
})
