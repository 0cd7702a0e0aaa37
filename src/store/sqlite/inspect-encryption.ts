/** What a data directory is encrypted with; it needs no key for that, and changes nothing. */
import { existsSync } from 'node:fs'
import type { Rewriting } from '../encryption-port.ts'
import { hasDataKeys } from './encryption/check-keys.ts'
import { readVersion } from './connection/migrate.ts'
import { openReader } from './connection/open-connection.ts'
import { fromSqlite } from './connection/sqlite-error.ts'
import { storeFile } from './connection/store-files.ts'
import { selectDataKeys } from './statements/encryption/select-data-keys.ts'
import { selectRewrite } from './statements/encryption/select-rewrite.ts'
import { rewritingOf } from './encryption/rewriting.ts'

export interface EncryptionInspection {
  /** How many keys of the store each key-encryption key has wrapped, by its name; none where nothing is encrypted. */
  readonly wrappedBy: ReadonlyMap<string, number>
  /** Absent where nothing is to be rewritten. */
  readonly rewriting?: Rewriting
}

/** Throws `StoreTooNew` and `StorePoisoned` as opening it would. */
export function inspectEncryption(directory: string): EncryptionInspection {
  const file = storeFile(directory)
  const wrappedBy = new Map<string, number>()
  if (!existsSync(file)) return { wrappedBy }
  try {
    const database = openReader(directory)
    try {
      if (!hasDataKeys(readVersion(database, file))) return { wrappedBy }
      for (const { wrappedBy: name } of selectDataKeys(database)())
        wrappedBy.set(name, (wrappedBy.get(name) ?? 0) + 1)
      const row = selectRewrite(database)()
      return { wrappedBy, ...(row && { rewriting: rewritingOf(row) }) }
    } finally {
      database.close()
    }
  } catch (error) {
    throw fromSqlite(error, `look at ${file}`)
  }
}
