/** A look at a data directory that changes nothing in it, for people who ask what is wrong with one. */
import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { newestVersion, readVersion } from './connection/migrate.ts'
import { openReader } from './connection/open-connection.ts'
import { fromSqlite } from './connection/sqlite-error.ts'
import { lockFile, ownerFile, storeFile } from './connection/store-files.ts'

export interface StoreInspection {
  /** The layout's version, and the newest one that this release knows; equal once a server has opened the store. */
  readonly version: number
  readonly newestVersion: number
  /** The process that has the directory, as far as it wrote that down; undefined where none has it. */
  readonly owner: string | undefined
}

/** Undefined where the directory has no store. Throws `StoreTooNew` and `StorePoisoned` as opening it would. */
export function inspectStore(directory: string): StoreInspection | undefined {
  const file = storeFile(directory)
  if (!existsSync(file)) return undefined
  try {
    const database = openReader(directory)
    try {
      return { version: readVersion(database, file), newestVersion, owner: ownerOf(directory) }
    } finally {
      database.close()
    }
  } catch (error) {
    throw fromSqlite(error, `look at ${file}`)
  }
}

function ownerOf(directory: string): string | undefined {
  if (!existsSync(lockFile(directory)) || !isLocked(directory)) return undefined
  return existsSync(ownerFile(directory)) ? readFileSync(ownerFile(directory), 'utf8').trim() : 'unknown'
}

/** Its owner has the lock exclusively: not even a reader gets past it. */
function isLocked(directory: string): boolean {
  const lock = new DatabaseSync(lockFile(directory), { timeout: 0, readOnly: true })
  try {
    lock.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === 5) return true
    throw error
  } finally {
    lock.close()
  }
}
