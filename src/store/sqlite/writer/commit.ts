/**
 * Transactions of the writing connection.
 *
 * Owns: BEGIN, the check of the epoch, COMMIT, and what a failure of any of them means.
 * Neighbours: `apply-group.ts` fills a transaction; `worker.ts` calls.
 *
 * 1. A group is committed whole or not at all, and durable when `commit` returns (invariants 2 and 3).
 * 2. A group of an owner that has lost the store is refused (invariant 5), and so is every later one.
 * 3. Groups that were sent behind one that was rolled back are refused too: they build on it. The main thread counts
 *    generations: a group sent after the failure was seen carries a higher one (invariant 6).
 * 4. After a failed fsync, an I/O error or corruption nothing is written any more (invariant 6).
 */
import type { DatabaseSync } from 'node:sqlite'
import { StoreFenced, StorePoisoned, StoreUnavailable } from '../../errors.ts'
import { fromSqlite } from '../connection/sqlite-error.ts'
import { newestEpoch } from '../statements/meta/newest-epoch.ts'
import { takeEpoch } from '../statements/meta/take-epoch.ts'
import type { FlatGroup } from '../wire/messages.ts'
import { openApplying } from './apply-group.ts'
import { openDeleteClosed } from './delete-closed.ts'
import { openPayloads } from './payloads.ts'
import { openTally } from './tally.ts'

export type Writer = ReturnType<typeof openWriting>

export function openWriting(database: DatabaseSync) {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const payloads = openPayloads(database)
  const tally = openTally(database)
  const apply = openApplying({ database, payloads, tally })
  const deleteClosed = openDeleteClosed({ database, payloads, tally })
  const newest = newestEpoch(database)
  const epoch = takeEpoch(database)()
  let refused = -1
  let final: StorePoisoned | StoreFenced | undefined

  const fence = (): void => {
    const found = newest()
    if (found === epoch) return
    throw new StoreFenced(
      `This server owned the store with epoch ${epoch}, but another one has taken it with epoch ${found}. ` +
        'Its commits are refused; stop this process.',
    )
  }

  /** Runs a piece of work in a transaction of its own. Throws one of the store's errors, after a rollback. */
  const transact = <T>(doing: string, work: () => T): T => {
    if (final !== undefined) throw final
    try {
      begin.run()
      fence()
      payloads.begin()
      tally.begin()
      const result = work()
      payloads.settle()
      tally.settle()
      commit.run()
      return result
    } catch (error) {
      const failure = fromSqlite(error, doing)
      rollBack(database)
      if (failure instanceof StorePoisoned || failure instanceof StoreFenced) final = failure
      throw failure
    }
  }

  return {
    epoch,

    commit(group: FlatGroup, generation: number): void {
      if (final === undefined && generation <= refused) {
        throw new StoreUnavailable(
          'A group of writes before this one was rolled back, and this one may build on it. Read again and try again.',
        )
      }
      try {
        transact('commit a group of writes', () => apply(group))
      } catch (error) {
        refused = Math.max(refused, generation)
        throw error
      }
    },

    deleteClosed(before: number, limit: number): number {
      return transact('delete closed executions', () => deleteClosed(before, limit))
    },

    /** Runs work outside of a transaction whose failure counts as the store's. */
    maintain<T>(doing: string, work: () => T): T {
      if (final !== undefined) throw final
      try {
        return work()
      } catch (error) {
        const failure = fromSqlite(error, doing)
        if (failure instanceof StorePoisoned) final = failure
        throw failure
      }
    },
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
