/**
 * Large payloads, kept once per account and counted (design §5).
 *
 * Owns: which payload a text is, and how many rows refer to it. A payload is known by the HMAC of its text under the
 * key of its account, so nobody can tell from a copy of the store that two accounts hold the same document. Where state
 * machines name KMS keys, each scope has a key of its own: no text is shared between texts that are sealed differently.
 * Neighbours: `apply-group.ts` names and releases payloads while it writes rows, in the same transaction.
 *
 * 1. Every reference in a row is one count; a row that is replaced, dropped or deleted gives its counts back.
 * 2. Counts change once per transaction and payload, in `settle`; a payload that nothing refers to is deleted there.
 */
import { createHmac } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Codec } from '../codec.ts'
import { hashKey } from '../encryption/hash-key.ts'
import type { Scope } from '../encryption/scope.ts'
import { textKind } from '../encryption/text-kind.ts'
import { sharedIn, type StoredValue } from '../record.ts'
import { countReferences } from '../statements/payloads/count-references.ts'
import { deletePayload } from '../statements/payloads/delete-payload.ts'
import { deletePayloadContent } from '../statements/payloads/delete-payload-content.ts'
import { findPayload } from '../statements/payloads/find-payload.ts'
import { insertPayload } from '../statements/payloads/insert-payload.ts'
import { insertPayloadContent } from '../statements/payloads/insert-payload-content.ts'
import { selectPayload } from '../statements/payloads/select-payload.ts'
import { updatePayloadContent } from '../statements/payloads/update-payload-content.ts'

export type Payloads = ReturnType<typeof openPayloads>

/** `payloadKey` is the store's secret for hashes of payloads. */
export function openPayloads(database: DatabaseSync, codec: Codec, payloadKey: Uint8Array) {
  const find = findPayload(database)
  const insert = insertPayload(database)
  const insertContent = insertPayloadContent(database)
  const count = countReferences(database)
  const remove = deletePayload(database)
  const removeContent = deletePayloadContent(database)
  const content = selectPayload(database)
  const replaceContent = updatePayloadContent(database)
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

    /** The id of the scope's payload with this text, which gets one more reference. */
    refer(scope: Scope, text: string): number {
      const hash = createHmac('sha256', hashKey(payloadKey, scope)).update(text).digest()
      let id = find(hash)
      if (id === undefined) {
        id = insert(hash)
        insertContent(id, codec.encodeIn(scope, text, { kind: textKind.payload, owner: id }))
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

    /**
     * Writes a payload's content as it would be written now: under the key of the scope that it lies under, and a plain
     * one under that of a row that names it.
     */
    rewrite(payloadId: number, scopeOfRow: Scope): void {
      const stored = content(payloadId)
      if (stored === undefined || codec.isUpToDate(stored)) return
      const text = codec.decode(stored, textKind.payload, payloadId)
      const scope = codec.scopeOfStored(stored) ?? scopeOfRow
      replaceContent(payloadId, codec.encodeIn(scope, text, { kind: textKind.payload, owner: payloadId }))
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
