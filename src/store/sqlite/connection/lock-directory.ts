/**
 * One server per data directory. Node has no flock, so the lock is SQLite's: an exclusive transaction on a small
 * database that is held open and never written. The kernel drops it with the process, also after `kill -9`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreLocked } from '../../errors.ts'
import { lockFile, ownerFile } from './store-files.ts'

/** Takes the lock until `close`. Throws `StoreLocked` when another server holds it. */
export function lockDirectory(directory: string): { close(): void } {
  const lock = new DatabaseSync(lockFile(directory), { timeout: 0 })
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== 5) throw error
    throw new StoreLocked(
      `The data directory ${directory} is in use by another server (process ${owner(directory)}). ` +
        'Stop that server, or give this one a directory of its own with --data.',
    )
  }
  writeFileSync(ownerFile(directory), `${process.pid}\n`)
  return lock
}

function owner(directory: string): string {
  try {
    return readFileSync(ownerFile(directory), 'utf8').trim() || 'unknown'
  } catch {
    return 'unknown'
  }
}
