/**
 * Copies of a store: made while it works, and put back.
 *
 * A copy is one file, written by `VACUUM INTO` from a connection that only reads: a snapshot of the committed rows
 * at its beginning. (SQLite's online backup begins again with every commit and does not end on a busy store.)
 */
import { copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, closeSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StorePoisoned } from '../errors.ts'
import { readVersion } from './connection/migrate.ts'
import { fromSqlite } from './connection/sqlite-error.ts'
import { storeFile } from './connection/store-files.ts'

/** Writes what a connection reads into a new file and makes it durable. */
export function writeCopy(database: DatabaseSync, file: string): void {
  database.prepare('VACUUM INTO ?').run(file)
  syncFile(file)
}

/**
 * Makes a directory that is there and empty. Throws an `Error` that names the directory and what is in it where
 * there is something: a copy never writes over anything.
 */
export function makeEmptyDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true })
  const [found] = readdirSync(directory)
  if (found === undefined) return
  throw new Error(`The directory ${directory} is not empty (it holds ${found}); give an empty or a new one.`)
}

/** Makes the names in a directory, and its own, durable. */
export function syncDirectory(directory: string): void {
  syncFile(directory)
  syncFile(join(directory, '..'))
}

/**
 * Puts a copy made by `backup` back as a data directory. Throws where the target is not empty, and `StorePoisoned` or
 * `StoreTooNew` where the copy is no store that this release can open.
 */
export function restore(fromDirectory: string, toDirectory: string): void {
  const copy = storeFile(fromDirectory)
  if (!existsSync(copy)) {
    throw new Error(
      `There is no backup in ${fromDirectory}: ${copy} was expected. Name the directory of a backup.`,
    )
  }
  makeEmptyDirectory(toDirectory)
  checkCopy(copy)
  copyFileSync(copy, storeFile(toDirectory))
  syncFile(storeFile(toDirectory))
  syncDirectory(toDirectory)
}

function checkCopy(file: string): void {
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      readVersion(database, file)
      const [found] = Object.values(
        database.prepare('PRAGMA integrity_check(1)').get() as Record<string, string>,
      )
      if (found !== 'ok')
        throw new StorePoisoned(`The backup ${file} is damaged: ${found}. Use an older one.`)
    } finally {
      database.close()
    }
  } catch (error) {
    throw fromSqlite(error, `read the backup ${file}`)
  }
}

function syncFile(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
