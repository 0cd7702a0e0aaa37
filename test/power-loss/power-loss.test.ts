/**
 * Power loss: `kill -9` loses nothing that was written, for the kernel still has it; only the disk knows what a store
 * really keeps. So the store runs under a shim (`io-shim.c`) that records what each of its files held whenever it was
 * synced, and every disk that could be left behind (`recorded-run.ts`) is opened and searched for every acknowledged
 * group. With `synchronous=OFF` the store never syncs its log, and the same search has to find a loss.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { auditStore, openSqliteStore } from '#store/sqlite'
import { compileShim } from './compile-shim.ts'
import { groupCount, writesOf } from './groups.ts'
import { diskStates, lastState, recordRun, writeState, type DiskState } from './recorded-run.ts'

const shim = compileShim()
const options = 'file' in shim ? {} : { skip: shim.missing }

let root = ''
let states = 0
before(() => void (root = mkdtempSync(join(tmpdir(), 'stepwell-power-loss-'))))
after(() => rmSync(root, { recursive: true, force: true }))

test('every acknowledged group is found wherever the log or the database is cut', options, async () => {
  const found = { groups: 0, states: 0, checkpoints: 0 }
  for (const state of diskStates(record('FULL'))) {
    assert.deepEqual(missing(state), [], state.name)
    if (found.states++ % 200 === 0) await askTheStore(state)
    found.groups = state.acknowledged.length
    if (state.name.includes(' of the db ')) found.checkpoints++
  }
  assert.equal(found.groups, groupCount - 1)
  assert.ok(found.states > 500, `${found.states} states were tried`)
  assert.ok(found.checkpoints > 50, 'the database was cut within checkpoints')
})

test('a log that is cut before the last sync loses a group', options, () => {
  const recorded = record('FULL')
  assert.deepEqual(missing(lastState(recorded)), [])
  // Where a checkpoint has just ended the log holds nothing that the database lacks, so the last few syncs are tried.
  const synced = [...diskStates(recorded, (_, next) => [[next.length, next]])].slice(-10)
  const cut = synced.map((state) => ({ ...state, wal: state.wal!.subarray(0, 32) }))
  assert.ok(cut.some((state) => missing(state).length > 0))
})

test('a store with synchronous=OFF loses acknowledged groups', options, () => {
  const last = lastState(record('OFF'))
  assert.equal(last.acknowledged.length, groupCount - 1)
  assert.notDeepEqual(missing(last), [])
})

function record(synchronous: 'FULL' | 'OFF'): string {
  assert.ok('file' in shim)
  return recordRun(shim.file, mkdtempSync(join(root, 'run-')), synchronous)
}

// The acknowledged groups that a disk has lost, or what is wrong with it.
function missing(state: DiskState): readonly (number | string)[] {
  const directory = join(root, `state-${++states}`)
  writeState(state, directory)
  try {
    const found = groupsIn(directory)
    return [...state.acknowledged.filter((number) => !found.has(number)), ...problems(directory)]
  } catch (error) {
    return [`it cannot be read: ${(error as Error).message}`]
  } finally {
    rmSync(directory, { recursive: true })
  }
}

// Group n is there when execution n is, and then execution 1 is at step n or later.
function groupsIn(directory: string): ReadonlySet<number> {
  const database = new DatabaseSync(join(directory, 'stepwell.db'))
  try {
    const isEmpty =
      database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'executions'").get() === undefined
    if (isEmpty) return new Set()
    const rows = database.prepare('SELECT id FROM executions').all() as { id: number }[]
    return new Set(rows.map(({ id }) => id))
  } finally {
    database.close()
  }
}

// Auditing reads everything, so every seventh state is audited.
function problems(directory: string): readonly string[] {
  return states % 7 === 0 ? auditStore(directory).problems : []
}

async function askTheStore(state: DiskState): Promise<void> {
  const directory = join(root, `store-${states}`)
  writeState(state, directory)
  const store = await openSqliteStore({ directory })
  for (const number of state.acknowledged.filter((n) => n % 10 === 0)) {
    const [once] = writesOf(number)
    assert.ok(once?.kind === 'turn')
    assert.equal((await store.execution(number))!.input, once.created!.input)
    const history = await store.history({ executionId: number, from: 1, eventsMax: 9, reverse: false })
    assert.deepEqual(history, [once.history])
  }
  const last = state.acknowledged.at(-1)
  if (last !== undefined) {
    const [frame] = await store.frames({ executionId: 1, range: { from: 0, to: 0 }, limit: 1 })
    assert.ok(Number(frame!.progress.text.split(' ')[1]) >= last)
  }
  await store.close()
  rmSync(directory, { recursive: true })
}
