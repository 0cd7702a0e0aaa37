/**
 * Transactions of the writing connection.
 *
 * Owns: BEGIN, the check of the epoch, COMMIT, and what a failure of any of them means.
 * Neighbours: `commit.ts` says what happens within one.
 *
 * 1. Work is committed whole or not at all, and durable when `transact` returns (invariants 2 and 3).
 * 2. Work of an owner that has lost the store is refused (invariant 5), and so is all that comes later.
 * 3. After a failed fsync, an I/O error or corruption nothing is written any more (invariant 6).
 */
import type { DatabaseSync } from 'node:sqlite'
import { StoreFenced, StorePoisoned } from '../../errors.ts'
import { fromSqlite } from '../connection/sqlite-error.ts'
import { newestEpoch } from '../statements/meta/newest-epoch.ts'
import { takeEpoch } from '../statements/meta/take-epoch.ts'

/** What a transaction adds up while it runs, and writes before its commit. */
export interface Sums {
  /** Forgets what a transaction that was rolled back has added up. */
  begin(): void
  settle(): void
}

/** Takes the store for a new owner. */
export function openTransactions(database: DatabaseSync, sums: readonly Sums[]) {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const newest = newestEpoch(database)
  const epoch = takeEpoch(database)()
  /** Why nothing is written any more, once it is so. */
  let final: StorePoisoned | StoreFenced | undefined

  const fence = (): void => {
    const found = newest()
    if (found === epoch) return
    throw new StoreFenced(
      `This server owned the store with epoch ${epoch}, but another one has taken it with epoch ${found}. ` +
        'Its commits are refused; stop this process.',
    )
  }

  const attempt = <T>(doing: string, work: () => T): T => {
    if (final !== undefined) throw final
    try {
      return work()
    } catch (error) {
      const failure = fromSqlite(error, doing)
      rollBack(database)
      if (failure instanceof StorePoisoned || failure instanceof StoreFenced) final = failure
      throw failure
    }
  }

  return {
    epoch,

    /** Runs work in a transaction. Throws one of the store's errors, after a rollback. */
    transact: <T>(doing: string, work: () => T): T =>
      attempt(doing, () => {
        begin.run()
        fence()
        for (const each of sums) each.begin()
        const result = work()
        for (const each of sums) each.settle()
        commit.run()
        return result
      }),

    /** Runs work outside of a transaction whose failure counts as the store's. */
    maintain: attempt,
  }
}

// SQLite itself has rolled back after some errors; then there is nothing left to do.
function rollBack(database: DatabaseSync): void {
  if (!database.isTransaction) return
  try {
    database.exec('ROLLBACK')
  } catch {
    // The failure that led here is the one to report; a transaction that cannot be rolled back is never committed.
  }
}
