/**
 * What opening a store with a keyring does to its keys, in one transaction.
 *
 * - The first time: the store's own secrets are wrapped and leave their plain place; what lies in the store is rewritten.
 * - Where a data key should be wrapped by another key than it is (the current one was changed, or a KMS name has moved
 *   to another key): it is wrapped anew, so that the old key is not needed any more.
 * - Where the current key was changed, or a rotation is asked for: new texts get new data keys, old ones are rewritten.
 */
import type { DatabaseSync } from 'node:sqlite'
import { insertDataKey } from '../statements/encryption/insert-data-key.ts'
import { deleteMeta } from '../statements/encryption/delete-meta.ts'
import { rewrapDataKey } from '../statements/encryption/rewrap-data-key.ts'
import { selectDataKeys } from '../statements/encryption/select-data-keys.ts'
import { selectCounters } from '../statements/meta/select-counters.ts'
import { selectMeta } from '../statements/meta/select-meta.ts'
import type { Keyring } from './keyring.ts'
import { beginRewriting } from './rewriting.ts'
import { wrappingKey } from './scope.ts'
import { unwrapKey, wrapKey, type WrappedKeyRow } from './wrapped-key.ts'

export interface KeyringAdoption {
  readonly keyring: Keyring
  /** Gives all new texts new data keys, also where no key was changed. */
  readonly rotate: boolean
}

/** Throws `StoreKeyMissing` where a data key cannot be opened. */
export function adoptKeyring(database: DatabaseSync, { keyring, rotate }: KeyringAdoption): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    const rows = selectDataKeys(database)()
    const before = rows.find(({ purpose }) => purpose === 'secret')?.wrappedBy
    if (before === undefined) wrapSecrets(database, keyring)
    else rewrap(database, rows, keyring)
    if (before === undefined && !isNew(database)) beginRewriting(database, { fromPlain: true })
    if (before !== undefined && (rotate || before !== keyring.current))
      beginRewriting(database, { fromPlain: false })
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function wrapSecrets(database: DatabaseSync, keyring: Keyring): void {
  const insert = insertDataKey(database)
  const secret = selectMeta(database)
  const remove = deleteMeta(database)
  for (const purpose of ['secret', 'payloadKey'] as const) {
    const by = wrappingKey(keyring, '')
    const use = { purpose, scope: '' }
    insert({ ...use, wrappedBy: by.name, wrapped: wrapKey(secret(purpose)!, by, use) })
    remove(purpose)
  }
}

function rewrap(database: DatabaseSync, rows: readonly WrappedKeyRow[], keyring: Keyring): void {
  const write = rewrapDataKey(database)
  for (const row of rows) {
    const by = wrappingKey(keyring, row.scope)
    if (by.name !== row.wrappedBy) write(row.id, by.name, wrapKey(unwrapKey(row, keyring), by, row))
  }
}

function isNew(database: DatabaseSync): boolean {
  return Object.values(selectCounters(database)()).every((value) => value === 0)
}
