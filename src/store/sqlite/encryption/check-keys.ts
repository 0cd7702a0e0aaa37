/** Whether a store's keys can be opened: asked before anything is written to it. */
import type { DatabaseSync } from 'node:sqlite'
import { StoreKeyMissing } from '../../errors.ts'
import { selectDataKeys } from '../statements/encryption/select-data-keys.ts'
import type { Keyring } from './keyring.ts'
import { unwrapKey } from './wrapped-key.ts'

/** The first layout that has data keys. */
const encryptionVersion = 5

/** Whether a store of this version of the layout can have data keys. */
export function hasDataKeys(version: number): boolean {
  return version >= encryptionVersion
}

/** Throws `StoreKeyMissing` where a data key cannot be opened. `version` is that of the store's layout. */
export function checkKeys(database: DatabaseSync, version: number, keyring: Keyring | undefined): void {
  if (!hasDataKeys(version)) return
  const rows = selectDataKeys(database)()
  if (rows.length === 0) return
  if (keyring !== undefined) return rows.forEach((row) => void unwrapKey(row, keyring))
  const names = [...new Set(rows.map(({ wrappedBy }) => `"${wrappedBy}"`))].join(' and ')
  throw new StoreKeyMissing(
    `The store is encrypted with the key ${names}, and no keys were given. Name their file with --encryption-keys; ` +
      'nothing was written.',
  )
}
