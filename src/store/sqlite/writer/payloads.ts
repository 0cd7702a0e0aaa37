/**
 * Large payloads, kept once per account and counted (design §5).
 *
 * Owns: which payload a text is, and how many rows refer to it. A payload is known by the HMAC of its text under the
 * key of its account, so nobody can tell from a copy of the store that two accounts hold the same document.
 * Neighbours: `apply-group.ts` names and releases payloads while it writes rows, in the same transaction.
 *
 * 1. Every reference in a row is one count; a row that is replaced, dropped or deleted gives its counts back.
 * 2. Counts change once per transaction and payload, in `settle`; a payload that nothing refers to is deleted there.
 */
import { createHmac } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { encodeText } from '../codec.ts'
import { sharedIn, type StoredValue } from '../record.ts'
import { selectMeta } from '../statements/meta/select-meta.ts'
import { countReferences } from '../statements/payloads/count-references.ts'
import { deletePayload } from '../statements/payloads/delete-payload.ts'
import { deletePayloadContent } from '../statements/payloads/delete-payload-content.ts'
import { findPayload } from '../statements/payloads/find-payload.ts'
import { insertPayload } from '../statements/payloads/insert-payload.ts'
import { insertPayloadContent } from '../statements/payloads/insert-payload-content.ts'

export type Payloads = ReturnType<typeof openPayloads>

export function openPayloads(database: DatabaseSync) {
  const find = findPayload(database)
  const insert = insertPayload(database)
  const insertContent = insertPayloadContent(database)
  const count = countReferences(database)
  const remove = deletePayload(database)
  const removeContent = deletePayloadContent(database)
  const storeKey = selectMeta(database)('payloadKey')
  /** How many references this transaction has added to each payload; negative where it has taken some away. */
  let changes = new Map<number, number>()

  const change = (payloadId: number, by: number): void => {
    changes.set(payloadId, (changes.get(payloadId) ?? 0) + by)
  }

  return {
    /** Forgets what a transaction that was rolled back has counted. */
    begin(): void {
      if (changes.size > 0) changes = new Map()
    },

    /** The id of the account's payload with this text, which gets one more reference. */
    refer(account: string, text: string): number {
      const hash = createHmac('sha256', accountKey(storeKey, account)).update(text).digest()
      let id = find(hash)
      if (id === undefined) {
        id = insert(hash)
        insertContent(id, encodeText(text))
      }
      change(id, 1)
      return id
    },

    /** One more reference to a payload that this transaction has already referred to. */
    referAgain(payloadId: number): void {
      change(payloadId, 1)
    },

    release(layout: string | null): void {
      for (const payloadId of sharedIn(layout)) change(payloadId, -1)
    },

    releaseValue(value: StoredValue | null): void {
      if (typeof value === 'number') change(value, -1)
    },

    /** Writes the counts; before the commit. */
    settle(): void {
      for (const [payloadId, by] of changes) {
        if (count(payloadId, by) !== 0) continue
        remove(payloadId)
        removeContent(payloadId)
      }
      if (changes.size > 0) changes = new Map()
    },
  }
}

function accountKey(storeKey: Uint8Array, account: string): Buffer {
  return createHmac('sha256', storeKey).update(account).digest()
}
