/**
 * What the writing connection does: commits groups, and deletes what is kept no longer.
 *
 * 1. Groups that were sent behind one that was rolled back are refused, for they build on it. The main thread counts
 *    generations: a group sent after the failure was seen carries a higher one (invariant 6).
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Rewriting } from '../../encryption-port.ts'
import { StoreUnavailable } from '../../errors.ts'
import { Codec } from '../codec.ts'
import type { DataKeys } from '../encryption/data-keys.ts'
import { hashText, searchSecret } from '../encryption/hash-key.ts'
import type { Keyring } from '../encryption/keyring.ts'
import { readSecrets } from '../encryption/secrets.ts'
import type { FlatGroup } from '../wire/messages.ts'
import { openApplying, type WriterContext } from './apply-group.ts'
import { openDeleteClosed, type DeletedBatch } from './delete-closed.ts'
import { KnownFrames } from './known-frames.ts'
import { openMapRunTally } from './map-run-tally.ts'
import { openPayloads } from './payloads.ts'
import { openStartBlocks } from './start-blocks.ts'
import { openRewriting } from './rewrite.ts'
import { openScopes } from './scopes.ts'
import { openTally } from './tally.ts'
import { openTransactions } from './transaction.ts'

export type Writer = ReturnType<typeof openWriting>

/** How a writer encrypts; nothing of it is there where it does not. */
export interface WriterKeys {
  readonly keyring: Keyring
  readonly dataKeys: DataKeys
}

export function openWriting(database: DatabaseSync, keys?: WriterKeys) {
  const context = openContext(database, keys)
  const { scopes, dataKeys, payloads, tally, mapRunTally, startBlocks, knownFrames } = context
  const { epoch, transact, maintain } = openTransactions(database, [
    payloads,
    tally,
    mapRunTally,
    startBlocks,
  ])
  const apply = openApplying(context)
  const deleteClosed = openDeleteClosed(context)
  const rewriting = openRewriting(context)
  /** Groups of this generation or an earlier one may build on a group that was rolled back. */
  let refused = -1

  const refuse = (): never => {
    throw new StoreUnavailable(
      'A group of writes before this one was rolled back, and this one may build on it. Read again and try again.',
    )
  }

  /** What a transaction that was rolled back has put there is not known any more. */
  const forget = (): void => {
    knownFrames.forget()
    scopes.forget()
    dataKeys?.forget()
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
        forget()
        throw error
      }
    },

    deleteClosed: (before: number, limit: number): DeletedBatch =>
      transact('delete closed executions', () => deleteClosed(before, limit)),

    rewrite(rowsMax: number): Rewriting {
      try {
        return transact('encrypt old texts', () => rewriting.step(rowsMax))
      } catch (error) {
        forget()
        throw error
      }
    },

    removeRemnants: (): void => maintain('remove the remnants of plain texts', rewriting.removeRemnants),
  }
}

/** What the parts of the writer share. */
function openContext(database: DatabaseSync, keys: WriterKeys | undefined): WriterContext {
  const scopes = openScopes(database, keys?.keyring)
  const dataKeys = keys?.dataKeys
  const codec = new Codec(dataKeys, scopes.toSealFor)
  const { payloadKey } = readSecrets(database, keys?.keyring)
  const secret = searchSecret(payloadKey)
  return {
    database,
    codec,
    dataKeys,
    scopes,
    payloads: openPayloads(database, codec, payloadKey),
    tally: openTally(database),
    mapRunTally: openMapRunTally(database),
    startBlocks: openStartBlocks(database),
    knownFrames: new KnownFrames(),
    hashText: (account, text) => hashText(secret, account, text),
  }
}
