/** Leaves nothing in a store's files that is not in its rows. */
import type { DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from '../../errors.ts'

/**
 * Writes the database anew (deleted rows are still found in free pages and in gaps within pages), moves all of it out of
 * the log and cuts the log. Throws `StoreUnavailable` while another connection reads.
 */
export function removeRemnants(database: DatabaseSync): void {
  // In memory a copy of a large store would not fit.
  database.exec('PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY')
  emptyLog(database)
}

/** Moves all of the log into the database and cuts it. Throws `StoreUnavailable` while another connection reads. */
export function emptyLog(database: DatabaseSync): void {
  const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }
  if (busy !== 0) {
    throw new StoreUnavailable('The log cannot be emptied, for another process reads the store; try again.')
  }
}
