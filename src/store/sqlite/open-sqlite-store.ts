/**
 * Opens the embedded store.
 *
 * A store in a directory has two threads: one owns the only writing connection, the other reads. In memory (`:memory:`
 * runs the same code) one connection does both.
 */
import { mkdirSync } from 'node:fs'
import type { Store } from '../port.ts'
import { syncDirectory } from './backup.ts'
import { Poison } from './poison.ts'
import { SqliteStore } from './sqlite-store.ts'
import { WorkerLink } from './worker-link.ts'

/**
 * Measured with random names in a store of 300,000 executions, one core: 8 MiB 13,300 executions/s and 55 ms for the
 * longest checkpoint, 16 MiB 17,600 and 58 ms, 32 MiB 16,200 and 99 ms, 64 MiB 16,600 and 147 ms. With names in
 * order, where commits share their pages, a checkpoint hardly matters (45,000 executions/s).
 */
const checkpointBytesDefault = 16 * 1024 * 1024

/** A store in memory has no log and nothing to wait for. */
const inMemory = { synchronous: 'OFF', checkpointBytes: Infinity } as const

export type SqliteStoreOptions =
  | {
      /** Made when it is not there. */
      readonly directory: string
      /** `OFF` never waits for the disk and loses commits when power fails: it is for the test that shows this. */
      readonly synchronous?: 'FULL' | 'OFF'
      /** About how many bytes of log are written between two checkpoints; for tests of checkpoints. */
      readonly checkpointBytes?: number
    }
  | { readonly memory: true }

/**
 * Rejects with `StoreLocked` when another server has the directory, `StoreTooNew` when a newer release wrote the store,
 * `StorePoisoned` when its file is damaged or no store.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const poison = new Poison()
  if ('memory' in options) {
    const link = WorkerLink.start({ role: 'memory', directory: '', ...inMemory }, poison.set)
    return new SqliteStore({ writer: link, reader: link, ...(await link.open()), poison })
  }
  const { directory, synchronous = 'FULL', checkpointBytes = checkpointBytesDefault } = options
  mkdirSync(directory, { recursive: true })
  const settings = { directory, synchronous, checkpointBytes }
  const writer = WorkerLink.start({ role: 'writer', ...settings }, poison.set)
  const reader = WorkerLink.start({ role: 'reader', ...settings }, poison.set)
  try {
    const opened = await writer.open()
    syncDirectory(directory)
    await reader.open()
    return new SqliteStore({ writer, reader, settings, ...opened, poison })
  } catch (error) {
    await reader.discard()
    await writer.discard()
    throw error
  }
}
