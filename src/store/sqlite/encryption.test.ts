import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import type { Store } from '../port.ts'
import { StoreKeyMissing, StorePoisoned } from '../errors.ts'
import type { RevisionRecord } from '../catalog-port.ts'
import {
  account,
  changeMapRun,
  commit,
  created,
  encoded,
  ended,
  frame,
  machine,
  mapRun,
  putMachine,
  turn,
} from '../contract/samples.ts'
import { auditStore } from './audit.ts'
import { restore } from './backup.ts'
import { copyStore } from './copy-store.ts'
import { storeFile } from './connection/store-files.ts'
import type { Keyring } from './encryption/keyring.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

const root = mkdtempSync(join(tmpdir(), 'stepwell-encryption-'))
after(() => rmSync(root, { recursive: true, force: true }))
let directories = 0
const newDirectory = () => join(root, `directory-${++directories}`)

const key = (name: string, ...kmsNames: string[]) => ({ name, key: randomBytes(32), kmsNames })
const first = key('first')
const second = key('second')
const customer = key('customer', 'alias/customer')
const only: Keyring = { current: 'first', keys: [first] }
const both: Keyring = { current: 'second', keys: [first, second] }
const newOnly: Keyring = { current: 'second', keys: [second] }

/** Stands in every text that is to be unreadable, long ones too, which are compressed and shared. */
const marker = 'MARKER-of-what-nobody-may-read'
const short = `{"a":"${marker}"}`
const long = JSON.stringify({ marker, noise: randomBytes(6000).toString('hex') })
const unpackable = (i: number) => JSON.stringify({ marker, i, noise: randomBytes(3000).toString('base64') })

/** An execution with a text in every kind of row. */
function fullTurns(id: number) {
  const events = encoded(`[${short}]`, short, long)
  return [
    turn(id, {
      created: created(id, { input: short }),
      history: { firstEventId: 1, lastEventId: 3, events },
      frames: [frame(1, { visit: encoded(short, long), progress: encoded(short, unpackable(id)) })],
      items: [{ frameId: 1, chunk: 0, items: encoded(short, unpackable(id)) }],
      sent: [{ partition: 1, key: `key-${id}`, executionId: id, body: encoded(short, short) }],
      mapRuns: [mapRun(id, { job: encoded(short, short) })],
    }),
    turn(id, { ended: ended(id, { status: 'FAILED', error: marker, cause: short, output: long }) }),
  ]
}

const putRevised = (id: number, revision: Partial<RevisionRecord>) =>
  putMachine(id, { revision: { ...machine(id).revision, ...revision } })

async function fill(store: Store, count: number): Promise<void> {
  await commit(store, putRevised(1, { definition: `{"Comment":"${marker}"}` }))
  for (let id = 1; id <= count; id++) await commit(store, ...fullTurns(id))
  await commit(store, changeMapRun(1, { progress: short }))
}

async function readAll(store: Store, id: number): Promise<unknown> {
  const range = { from: 0, to: 100 }
  return [
    await store.execution(id),
    await store.history({ executionId: id, from: 1, eventsMax: 100, reverse: false }),
    await store.frames({ executionId: id, range, limit: 100 }),
    await store.items(id, 1, 0),
    await store.inbox(100),
    await store.mapRunJob(id),
    await store.mapRun(mapRun(id).uuid),
    await store.machineById(1),
  ]
}

function files(directory: string): Buffer {
  return Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))))
}

async function filled(
  keyring: Keyring | undefined,
  count = 3,
): Promise<{ directory: string; texts: unknown[] }> {
  const directory = newDirectory()
  const store = await openSqliteStore({ directory, keyring })
  await fill(store, count)
  const texts = []
  for (let id = 1; id <= count; id++) texts.push(await readAll(store, id))
  await store.close()
  return { directory, texts }
}

async function assertHolds(directory: string, keyring: Keyring | undefined, texts: unknown[]): Promise<void> {
  const store = await openSqliteStore({ directory, keyring })
  for (const [i, expected] of texts.entries()) assert.deepEqual(await readAll(store, i + 1), expected)
  await store.close()
  assert.deepEqual(auditStore(directory).problems, [])
}

async function rewriteAll(store: Store, rowsMax = 5): Promise<number> {
  for (let steps = 1; ; steps++) if ((await store.rewrite(rowsMax)).isThrough) return steps
}

test('with keys no text lies in any file of the store, and each reads back as it was', async () => {
  const plain = await filled(undefined)
  assert.ok(files(plain.directory).includes(marker), 'the search finds what is plain')
  const { directory, texts } = await filled(only)
  const bytes = files(directory)
  for (const text of [marker, Buffer.from(marker).toString('base64')])
    assert.equal(bytes.includes(text), false)
  await assertHolds(directory, only, texts)
})

test('names, statuses and times stay readable: listings need no key', async () => {
  const { directory } = await filled(only, 1)
  const database = new DatabaseSync(storeFile(directory), { readOnly: true })
  const row = database.prepare('SELECT name, status FROM executions').get() as object
  database.close()
  assert.deepEqual({ ...row }, { name: 'execution-1', status: 2 })
})

test('a store that is encrypted is refused without keys, without its key and with another one of its name', async () => {
  const { directory, texts } = await filled(only)
  const before = readFileSync(storeFile(directory))
  const impostor: Keyring = { current: 'first', keys: [key('first')] }
  const cases: [Keyring | undefined, RegExp][] = [
    [undefined, /encrypted with the key "first", and no keys were given.*--encryption-keys/],
    [newOnly, /encrypted with the key "first", which the given keys \(second\) do not have/],
    [impostor, /key "first" of the given keys is not the one/],
  ]
  for (const [keyring, message] of cases) {
    await assert.rejects(openSqliteStore({ directory, keyring }), (error: Error) => {
      assert.ok(error instanceof StoreKeyMissing, error.stack)
      assert.match(error.message, message)
      return true
    })
    assert.deepEqual(readFileSync(storeFile(directory)), before)
  }
  await assertHolds(directory, only, texts)
})

test('a bit that has changed in a sealed text poisons the store, and the message says where', async () => {
  const { directory } = await filled(only, 1)
  const database = new DatabaseSync(storeFile(directory))
  const { body } = database.prepare('SELECT body FROM history').get() as { body: Uint8Array }
  body[body.length - 20]! ^= 1
  database.prepare('UPDATE history SET body = ?').run(body)
  database.close()
  const store = await openSqliteStore({ directory, keyring: only })
  const history = store.history({ executionId: 1, from: 1, eventsMax: 10, reverse: false })
  await assert.rejects(history, (error: Error) => {
    assert.ok(error instanceof StorePoisoned, error.stack)
    assert.match(error.message, /The history of execution 1 cannot be decrypted: it has changed/)
    return true
  })
  await store.close()
})

test('a sealed text that is moved to another execution, or to another column, does not open', async () => {
  for (const move of [
    'UPDATE executions SET input = (SELECT input FROM executions WHERE id = 2) WHERE id = 1',
    'UPDATE executions SET input = cause WHERE id = 1',
  ]) {
    const { directory } = await filled(only, 2)
    const database = new DatabaseSync(storeFile(directory))
    database.exec(move)
    database.close()
    const store = await openSqliteStore({ directory, keyring: only })
    await assert.rejects(store.execution(1), /input of execution 1 cannot be decrypted/)
    await store.close()
  }
})

test('encryption that is turned on later rewrites all that there is, until no plain text is left in any file', async () => {
  const { directory, texts } = await filled(undefined)
  const store = await openSqliteStore({ directory, keyring: only })
  const steps = await rewriteAll(store)
  assert.ok(steps > 5, `${steps} steps`)
  assert.equal((await store.rewrite(5)).hasRemnants, true)
  await store.removeRemnants()
  assert.deepEqual(await store.rewrite(5), { isThrough: true, rows: 0, hasRemnants: false })
  await store.close()
  assert.equal(files(directory).includes(marker), false)
  await assertHolds(directory, only, texts)
})

test('a rewriting goes on where it was, with the next opening', async () => {
  const { directory, texts } = await filled(undefined, 10)
  let rows = 0
  for (let opened = 0; opened < 4; opened++) {
    const store = await openSqliteStore({ directory, keyring: only })
    const now = await store.rewrite(4)
    assert.ok(now.rows > rows, `${now.rows} rows after ${rows}`)
    rows = now.rows
    await store.close()
  }
  await assertHolds(directory, only, texts)
})

test('another current key wraps all data keys anew, so the old one is not needed any more', async () => {
  const { directory, texts } = await filled(only)
  await assertHolds(directory, both, texts)
  await assertHolds(directory, newOnly, texts)
  await assert.rejects(openSqliteStore({ directory, keyring: only }), StoreKeyMissing)
})

test('after a rotation old texts get new data keys, and the old data keys are deleted', async () => {
  const { directory, texts } = await filled(only)
  const keysBefore = dataKeys(directory)
  const store = await openSqliteStore({ directory, keyring: both })
  await commit(store, ...fullTurns(4))
  await rewriteAll(store)
  assert.equal((await store.rewrite(1)).hasRemnants, false)
  await store.close()
  const keysAfter = dataKeys(directory)
  assert.deepEqual(
    keysAfter.filter((id) => keysBefore.includes(id)),
    [],
  )
  assert.equal(keysAfter.length, 1)
  assert.ok(await openAndRead(directory, newOnly))
  await assertHoldsExecutions(directory, newOnly, texts)
})

test('a rotation can be asked for without another key', async () => {
  const { directory } = await filled(only, 1)
  const before = dataKeys(directory)
  const store = await openSqliteStore({ directory, keyring: only, rotateKeys: true })
  await rewriteAll(store)
  await store.close()
  const now = dataKeys(directory)
  assert.equal(now.length, 1)
  assert.notDeepEqual(now, before)
})

test('the texts of a state machine that names a KMS key are under data keys that only that key wraps', async () => {
  const keyring: Keyring = { current: 'first', keys: [first, customer] }
  const directory = newDirectory()
  const store = await openSqliteStore({ directory, keyring })
  await commit(
    store,
    putMachine(1),
    putRevised(2, { kmsKeyId: 'alias/customer' }),
    putRevised(3, { kmsKeyId: 'alias/unknown' }),
  )
  const secret = { input: short, machineId: 2, revision: 2 }
  await commit(store, turn(1, { created: created(1) }), turn(2, { created: created(2, secret) }))
  await commit(store, turn(3, { created: created(3, { machineId: 3, revision: 3 }) }))
  assert.equal(store.knowsKmsKey('alias/customer'), true)
  assert.equal(store.knowsKmsKey('alias/unknown'), false)
  await store.close()
  const rows = wrappedBy(directory)
  assert.deepEqual(rows, { [account]: 'first', [`${account} alias/customer`]: 'customer' })
  await assert.rejects(openSqliteStore({ directory, keyring: only }), /"customer", which the given keys/)
})

test('backups and copies are encrypted as the store is, and open with its key', async () => {
  const { directory, texts } = await filled(only)
  const [backup, copy, restored] = [newDirectory(), newDirectory(), newDirectory()]
  const store = await openSqliteStore({ directory, keyring: only })
  await store.backup(backup)
  copyStore(directory, copy)
  await store.close()
  restore(backup, restored)
  for (const made of [copy, restored]) {
    assert.equal(files(made).includes(marker), false)
    await assertHolds(made, only, texts)
  }
})

test('equal texts have equal hashes within an account, and others in another store', async () => {
  const [one, other] = [newDirectory(), newDirectory()]
  const hashes = async (directory: string, keyring?: Keyring) => {
    const store = await openSqliteStore({ directory, keyring })
    const hash = (of: string, text: string) => Buffer.from(store.hashText(of, text)).toString('hex')
    const made = [hash('1', 'a'), hash('1', 'b'), hash('2', 'a')]
    await store.close()
    return made
  }
  const before = await hashes(one)
  assert.equal(new Set([...before, ...(await hashes(other))]).size, 6)
  assert.deepEqual(await hashes(one, only), before)
  assert.deepEqual(await hashes(one, only), before)
})

test('a server that is killed while keys rotate and texts are rewritten under load loses nothing', async () => {
  const { directory, texts } = await filled(only)
  let acknowledged = 3
  for (const keyring of [both, { ...both, current: 'first' }, both])
    acknowledged = await rotateUntilKilled({ directory, keyring, from: acknowledged })
  assert.ok(acknowledged > 3)
  const store = await openSqliteStore({ directory, keyring: both })
  await rewriteAll(store)
  const { executionId } = await store.counters()
  assert.ok(
    executionId >= acknowledged,
    `execution ${acknowledged} was acknowledged, ${executionId} is the last`,
  )
  for (let id = 4; id <= acknowledged; id++) assert.equal((await store.execution(id))?.input, short)
  await store.close()
  await assertHoldsExecutions(directory, newOnly, texts)
  assert.deepEqual(auditStore(directory).problems, [])
  assert.equal(files(directory).includes(marker), false)
})

interface Rotation {
  readonly directory: string
  readonly keyring: Keyring
  /** The last execution that there is. */
  readonly from: number
}

// Rotates in a process of its own, which commits and rewrites until it is killed; the last execution it acknowledged.
async function rotateUntilKilled({ directory, keyring, from }: Rotation): Promise<number> {
  const door = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const keys = keyring.keys.map((each) => ({ ...each, key: Buffer.from(each.key).toString('base64') }))
  const code = `const { openSqliteStore } = await import(${door('./index.ts')})
    const { turn, created } = await import(${door('../contract/samples.ts')})
    const keys = ${JSON.stringify(keys)}.map((each) => ({ ...each, key: Buffer.from(each.key, 'base64') }))
    const store = await openSqliteStore({
      directory: ${JSON.stringify(directory)}, keyring: { current: '${keyring.current}', keys },
    })
    for (let id = (await store.counters()).executionId + 1; ; id++) {
      await store.commit({ writes: [turn(id, { created: created(id, { input: ${JSON.stringify(short)} }) })] })
      await store.rewrite(2)
      console.log(id)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let last = from
  for await (const line of createInterface(child.stdout)) {
    last = Math.max(last, Number(line))
    if (last >= from + 4) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return last
}

async function openAndRead(directory: string, keyring: Keyring): Promise<unknown> {
  const store = await openSqliteStore({ directory, keyring })
  const read = await readAll(store, 4)
  await store.close()
  return read
}

// The messages of a fourth execution stand in the inbox as well.
async function assertHoldsExecutions(directory: string, keyring: Keyring, texts: unknown[]): Promise<void> {
  const store = await openSqliteStore({ directory, keyring })
  for (const [i, expected] of texts.entries())
    assert.deepEqual(await store.execution(i + 1), (expected as unknown[])[0])
  await store.close()
}

interface DataKeyRow {
  readonly id: number
  readonly scope: string
  readonly by: string
}

function dataKeys(directory: string): readonly number[] {
  return query(directory, "SELECT id, scope, wrapped_by AS by FROM data_keys WHERE purpose = 'texts'").map(
    ({ id }) => id,
  )
}

function wrappedBy(directory: string): Record<string, string> {
  const rows = query(directory, "SELECT id, scope, wrapped_by AS by FROM data_keys WHERE purpose = 'texts'")
  return Object.fromEntries(rows.map(({ scope, by }) => [scope, by]))
}

function query(directory: string, sql: string): readonly DataKeyRow[] {
  const database = new DatabaseSync(storeFile(directory), { readOnly: true })
  const rows = database.prepare(sql).all() as unknown as readonly DataKeyRow[]
  database.close()
  return rows
}
