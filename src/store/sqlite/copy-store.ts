/** A copy of a data directory, made by another process than its owner: `stepwell backup` while a server works. */
import { existsSync } from 'node:fs'
import { makeEmptyDirectory, syncDirectory, writeCopy } from './backup.ts'
import { readVersion } from './connection/migrate.ts'
import { openReader } from './connection/open-connection.ts'
import { fromSqlite } from './connection/sqlite-error.ts'
import { storeFile } from './connection/store-files.ts'

/**
 * Copies the committed rows of a data directory into another one, which `restore` and `openSqliteStore` take. Throws
 * where the target is not empty or the source has no store, `StoreTooNew` and `StorePoisoned` as opening it would.
 */
export function copyStore(fromDirectory: string, toDirectory: string): void {
  const file = storeFile(fromDirectory)
  if (!existsSync(file)) {
    throw new Error(
      `There is no store in ${fromDirectory}: ${file} was expected. Name the data directory with --data.`,
    )
  }
  makeEmptyDirectory(toDirectory)
  try {
    const database = openReader(fromDirectory)
    try {
      readVersion(database, file)
      writeCopy(database, storeFile(toDirectory))
    } finally {
      database.close()
    }
  } catch (error) {
    throw fromSqlite(error, `copy the store ${file}`)
  }
  syncDirectory(toDirectory)
}
