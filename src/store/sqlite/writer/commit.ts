/**
 * What the writing connection does: commits groups, and deletes what is kept no longer.
 *
 * 1. Groups that were sent behind one that was rolled back are refused, for they build on it. The main thread counts
 *    generations: a group sent after the failure was seen carries a higher one (invariant 6).
 */
import type { DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from '../../errors.ts'
import type { FlatGroup } from '../wire/messages.ts'
import { openApplying } from './apply-group.ts'
import { openDeleteClosed, type DeletedBatch } from './delete-closed.ts'
import { KnownFrames } from './known-frames.ts'
import { openMapRunTally } from './map-run-tally.ts'
import { openPayloads } from './payloads.ts'
import { openTally } from './tally.ts'
import { openTransactions } from './transaction.ts'

export type Writer = ReturnType<typeof openWriting>

export function openWriting(database: DatabaseSync) {
  const payloads = openPayloads(database)
  const tally = openTally(database)
  const mapRunTally = openMapRunTally(database)
  const { epoch, transact, maintain } = openTransactions(database, [payloads, tally, mapRunTally])
  const knownFrames = new KnownFrames()
  const context = { database, payloads, tally, mapRunTally, knownFrames }
  const apply = openApplying(context)
  const deleteClosed = openDeleteClosed(context)
  /** Groups of this generation or an earlier one may build on a group that was rolled back. */
  let refused = -1

  const refuse = (): never => {
    throw new StoreUnavailable(
      'A group of writes before this one was rolled back, and this one may build on it. Read again and try again.',
    )
  }

  return {
    epoch,
    maintain,

    commit(group: FlatGroup, generation: number): void {
      if (generation <= refused) maintain('commit a group of writes', refuse)
      try {
        transact('commit a group of writes', () => apply(group))
      } catch (error) {
        refused = Math.max(refused, generation)
        knownFrames.forget()
        throw error
      }
    },

    deleteClosed: (before: number, limit: number): DeletedBatch =>
      transact('delete closed executions', () => deleteClosed(before, limit)),
  }
}
