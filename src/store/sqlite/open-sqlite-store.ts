/**
 * Opens the embedded store.
 *
 * A store in a directory has two threads: one owns the only writing connection, the other reads. In memory (`:memory:`
 * runs the same code) one connection does both.
 */
import { mkdirSync } from 'node:fs'
import type { Store } from '../port.ts'
import { syncDirectory } from './backup.ts'
import type { Keyring } from './encryption/keyring.ts'
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

export interface SqliteEncryption {
  /** Seals all texts of the store; without it a store that has sealed texts is refused. */
  readonly keyring?: Keyring | undefined
  /** Gives all texts new data keys, old ones by rewriting. */
  readonly rotateKeys?: boolean
}

export type SqliteStoreOptions = SqliteEncryption & SqlitePlace

type SqlitePlace =
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
 * `StorePoisoned` when its file is damaged or no store, `StoreKeyMissing` when it is encrypted and the keyring is not the one.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const poison = new Poison()
  const { keyring, rotateKeys: rotate = false } = options
  const encryption = keyring && { keyring, rotate }
  if ('memory' in options) {
    const place = { directory: '', ...inMemory, ...(encryption && { encryption }) }
    const link = WorkerLink.start({ role: 'memory', ...place }, poison.set)
    return new SqliteStore({ writer: link, reader: link, ...(await link.open()), keyring, poison })
  }
  const { directory, synchronous = 'FULL', checkpointBytes = checkpointBytesDefault } = options
  mkdirSync(directory, { recursive: true })
  const settings = { directory, synchronous, checkpointBytes, ...(encryption && { encryption }) }
  const writer = WorkerLink.start({ role: 'writer', ...settings }, poison.set)
  const reader = WorkerLink.start({ role: 'reader', ...settings }, poison.set)
  try {
    const opened = await writer.open()
    syncDirectory(directory)
    await reader.open()
    return new SqliteStore({ writer, reader, settings, ...opened, keyring, poison })
  } catch (error) {
    await reader.discard()
    await writer.discard()
    throw error
  }
}
