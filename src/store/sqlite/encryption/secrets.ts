/** The store's own two secrets, plain or wrapped. */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import { selectCurrentKey } from '../statements/encryption/select-current-key.ts'
import { selectMeta } from '../statements/meta/select-meta.ts'
import type { Keyring } from './keyring.ts'
import { unwrapKey } from './wrapped-key.ts'

export interface Secrets {
  /** Signs tokens. */
  readonly secret: Uint8Array
  /** Makes hashes. */
  readonly payloadKey: Uint8Array
}

/** Throws `StoreKeyMissing`. With a keyring, the store has adopted it. */
export function readSecrets(database: DatabaseSync, keyring: Keyring | undefined): Secrets {
  const plain = selectMeta(database)
  const wrapped = selectCurrentKey(database)
  const read = (purpose: 'secret' | 'payloadKey'): Uint8Array => {
    const row = keyring && wrapped({ purpose, scope: '' })
    const secret = row ? unwrapKey(row, keyring) : plain(purpose)
    assert(secret !== undefined, `the store has no ${purpose}`)
    return secret
  }
  return { secret: read('secret'), payloadKey: read('payloadKey') }
}
