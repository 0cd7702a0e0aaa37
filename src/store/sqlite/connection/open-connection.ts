/** Opens SQLite connections with the settings of a store. */
import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StorePoisoned } from '../../errors.ts'
import { migrate } from './migrate.ts'
import { storeFile } from './store-files.ts'

const writerCacheKib = 32 * 1024
const readerCacheKib = 8 * 1024

/** How long a connection waits for a lock of SQLite's own, in milliseconds: recovery and schema changes take it. */
const busyTimeoutMs = 5000

/** The only connection that writes. */
export function openWriter(directory: string, synchronous: 'FULL' | 'OFF'): DatabaseSync {
  const file = storeFile(directory)
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs })
  database.exec(`
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${synchronous};
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA cache_size = -${writerCacheKib};
    PRAGMA temp_store = MEMORY;
  `)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  refuseTruncated(database, file)
  migrate(database, file)
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

// SQLite notices a file that lost its end only when it needs a page from there; after a checkpoint all pages are in it.
function refuseTruncated(database: DatabaseSync, file: string): void {
  const { bytes } = database
    .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
    .get() as { bytes: number }
  const found = existsSync(file) ? statSync(file).size : 0
  if (found >= bytes) return
  throw new StorePoisoned(
    `${file} has ${found} bytes, but ${bytes} were expected: its end is missing. Restore a backup with "stepwell restore".`,
  )
}
