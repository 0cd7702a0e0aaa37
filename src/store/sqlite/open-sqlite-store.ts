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

export type SqliteStoreOptions =
  | {
      /** Made when it is not there. */
      readonly directory: string
      /** `OFF` never waits for the disk and loses commits when power fails: it is for the test that shows this. */
      readonly synchronous?: 'FULL' | 'OFF'
    }
  | { readonly memory: true }

/**
 * Rejects with `StoreLocked` when another server has the directory, `StoreTooNew` when a newer release wrote the store,
 * `StorePoisoned` when its file is damaged or no store.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const poison = new Poison()
  if ('memory' in options) {
    const link = WorkerLink.start({ role: 'memory', directory: '', synchronous: 'OFF' }, poison.set)
    return new SqliteStore({ writer: link, reader: link, directory: '', ...(await link.open()), poison })
  }
  const { directory, synchronous = 'FULL' } = options
  mkdirSync(directory, { recursive: true })
  const writer = WorkerLink.start({ role: 'writer', directory, synchronous }, poison.set)
  const reader = WorkerLink.start({ role: 'reader', directory, synchronous }, poison.set)
  try {
    const opened = await writer.open()
    syncDirectory(directory)
    await reader.open()
    return new SqliteStore({ writer, reader, directory, ...opened, poison })
  } catch (error) {
    await reader.discard()
    await writer.discard()
    throw error
  }
}
