/** Opens SQLite connections with the settings of a store. */
import { DatabaseSync } from 'node:sqlite'
import { checkKeys } from '../encryption/check-keys.ts'
import { migrate, readVersion } from './migrate.ts'
import type { WorkerSettings } from '../wire/messages.ts'
import { reserveLog } from './reserve-log.ts'
import { storeFile } from './store-files.ts'

/**
 * Measured with random names in a store of 300,000 executions: 8 MiB 13,100 executions/s, 32 MiB 16,200, 128 MiB 15,500.
 * Memory-mapped reads bring nothing, and pages of 1, 2 or 8 KiB write as many bytes or more than those of 4 KiB.
 */
const writerCacheKib = 32 * 1024
const readerCacheKib = 8 * 1024

/** How long a connection waits for a lock of SQLite's own, in milliseconds: recovery and schema changes take it. */
const busyTimeoutMs = 5000

export type WriterSettings = Omit<WorkerSettings, 'role'>

/** The only connection that writes. */
export function openWriter(settings: WriterSettings): DatabaseSync {
  const { directory, checkpointBytes } = settings
  const file = storeFile(directory)
  bringUpToDate(file, settings)
  reserveLog(directory, checkpointBytes)
  const database = open(file, settings)
  database.exec(`PRAGMA cache_size = -${writerCacheKib}; PRAGMA temp_store = MEMORY`)
  return database
}

export function openReader(directory: string): DatabaseSync {
  const database = new DatabaseSync(storeFile(directory), { timeout: busyTimeoutMs, readOnly: true })
  database.exec(`PRAGMA cache_size = -${readerCacheKib}; PRAGMA temp_store = MEMORY`)
  return database
}

export function openMemory(): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA temp_store = MEMORY')
  migrate(database, ':memory:')
  return database
}

function open(file: string, { synchronous, encryption }: WriterSettings): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs })
  // Before anything is set: a file that this release does not know, or has no key for, stays as it is.
  checkKeys(database, readVersion(database, file), encryption?.keyring)
  database.exec(`
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${synchronous};
    PRAGMA wal_autocheckpoint = 0;
  `)
  return database
}

// Leaves a database of the newest version that has no log: what was in the log of a killed process is in the database.
function bringUpToDate(file: string, settings: WriterSettings): void {
  const database = open(file, settings)
  try {
    migrate(database, file)
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } finally {
    database.close()
  }
}
