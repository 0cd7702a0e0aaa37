import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { StoreLocked, StorePoisoned, StoreTooNew, StoreUnavailable } from '../errors.ts'
import { chunk, commit, created, ended, large, putMachine, turn } from '../contract/samples.ts'
import { auditStore } from './audit.ts'
import { restore } from './backup.ts'
import { newestVersion } from './connection/migrate.ts'
import { openWriter } from './connection/open-connection.ts'
import { storeFile } from './connection/store-files.ts'
import { openSqliteStore } from './open-sqlite-store.ts'
import { flattenGroup } from './wire/flatten-group.ts'
import { openWriting } from './writer/commit.ts'

let root = ''
let directories = 0
before(() => void (root = mkdtempSync(join(tmpdir(), 'stepwell-faults-'))))
after(() => rmSync(root, { recursive: true, force: true }))
const newDirectory = () => join(root, `directory-${++directories}`)

const single = (id: number) =>
  turn(id, { created: created(id), history: chunk(1, 3), ended: ended(id, { output: large(id) }) })

test('a directory that a server has is locked for a second one, which is told whose it is', async () => {
  const directory = newDirectory()
  const first = await openSqliteStore({ directory })
  await assert.rejects(openSqliteStore({ directory }), (error: Error) => {
    assert.ok(error instanceof StoreLocked)
    assert.ok(error.message.includes(directory))
    assert.ok(error.message.includes(`process ${process.pid}`))
    return true
  })
  await first.close()
  const second = await openSqliteStore({ directory })
  await second.close()
})

test('the lock of a server that was killed is gone', async () => {
  const directory = newDirectory()
  const door = JSON.stringify(new URL('./index.ts', import.meta.url).href)
  const code = `const { openSqliteStore } = await import(${door})
    await openSqliteStore({ directory: ${JSON.stringify(directory)} })
    console.log('open')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await assert.rejects(openSqliteStore({ directory }), new RegExp(`process ${child.pid}`))
  child.kill('SIGKILL')
  await once(child, 'exit')
  const store = await openSqliteStore({ directory })
  await store.close()
})

test('a store of a newer release is refused and stays as it is', async () => {
  const directory = await closedStore()
  setVersion(directory, newestVersion + 1)
  await assert.rejects(openSqliteStore({ directory }), (error: Error) => {
    assert.ok(error instanceof StoreTooNew)
    assert.ok(error.message.includes(`layout version ${newestVersion + 1}`))
    return true
  })
  setVersion(directory, newestVersion)
  const store = await openSqliteStore({ directory })
  assert.equal((await store.counters()).executionId, 20)
  await store.close()
})

test('a file that is no database is refused', async () => {
  const directory = await closedStore()
  writeFileSync(storeFile(directory), 'this is not a database, but a letter'.repeat(200))
  await refused(directory, /damaged; restore a backup/)
})

test('a database of something else is refused', async () => {
  const directory = newDirectory()
  mkdirSync(directory)
  const other = new DatabaseSync(storeFile(directory))
  other.exec('CREATE TABLE precious (a)')
  other.close()
  await refused(directory, /not a store of Stepwell/)
})

test('a file that has lost its end is refused', async () => {
  const directory = await closedStore()
  const bytes = readFileSync(storeFile(directory)).length
  truncateSync(storeFile(directory), bytes - 4096)
  await refused(directory, /damaged; restore a backup/)
})

test('a page that is overwritten poisons the store when it is met', async () => {
  const directory = await closedStore()
  const content = readFileSync(storeFile(directory))
  content.fill(0xee, 4096 * 2)
  writeFileSync(storeFile(directory), content)
  await assert.rejects(async () => {
    const store = await openSqliteStore({ directory })
    try {
      await store.execution(1)
    } finally {
      await store.close()
    }
  }, StorePoisoned)
})

test('at its largest size a database refuses groups, writes no half of one, and goes on with room again', () => {
  const directory = newDirectory()
  mkdirSync(directory)
  const database = openWriter({ directory, synchronous: 'FULL', checkpointBytes: 1_000_000 })
  const writer = openWriting(database)
  const commitNow = (generation: number, ...writes: number[]) =>
    writer.commit(flattenGroup({ writes: writes.map(single) }), generation)
  writer.commit(flattenGroup({ writes: [putMachine(1)] }), 0)
  commitNow(0, 1)
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
  database.exec(`PRAGMA max_page_count = ${pages + 3}`)
  assert.throws(() => commitNow(0, 2, 3, 4, 5, 6, 7, 8, 9), StoreUnavailable)
  assert.throws(() => commitNow(0, 10), StoreUnavailable)
  database.exec('PRAGMA max_page_count = 1000000')
  commitNow(1, 2, 3)
  database.close()
  assert.deepEqual(auditStore(directory), { problems: [], sharedPayloads: 3 })
})

test('restore puts a backup back', async () => {
  const directory = await closedStore()
  const target = newDirectory()
  restore(directory, target)
  const store = await openSqliteStore({ directory: target })
  assert.equal((await store.statistics()).executionsByStatus.SUCCEEDED, 20)
  await store.close()
})

test('restore refuses a target that is not empty, a missing backup, a damaged one and a newer one', async () => {
  const backup = await closedStore()
  const target = newDirectory()
  assert.throws(() => restore(backup, backup), /not empty/)
  assert.throws(() => restore(newDirectory(), target), /no backup in/)
  setVersion(backup, newestVersion + 1)
  assert.throws(() => restore(backup, target), StoreTooNew)
  setVersion(backup, newestVersion)
  const content = readFileSync(storeFile(backup))
  writeFileSync(storeFile(backup), content.fill(0xee, 4096 * 3, 4096 * 12))
  assert.throws(() => restore(backup, target), StorePoisoned)
  writeFileSync(storeFile(backup), 'nothing'.repeat(1000))
  assert.throws(() => restore(backup, target), StorePoisoned)
})

// A store with twenty executions that nobody has open.
async function closedStore(): Promise<string> {
  const directory = newDirectory()
  const store = await openSqliteStore({ directory })
  await commit(store, putMachine(1), ...Array.from({ length: 20 }, (_, i) => single(i + 1)))
  await store.close()
  return directory
}

function setVersion(directory: string, version: number): void {
  const database = new DatabaseSync(storeFile(directory))
  database.exec(`PRAGMA user_version = ${version}`)
  database.close()
}

function refused(directory: string, message: RegExp): Promise<void> {
  return assert.rejects(openSqliteStore({ directory }), (error: Error) => {
    assert.ok(error instanceof StorePoisoned, error.stack)
    assert.match(error.message, message)
    return true
  })
}
