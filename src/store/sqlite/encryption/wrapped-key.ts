/**
 * Data keys as they lie in the store: AES-256-GCM under a key-encryption key.
 *
 * The bytes: nonce (12), the sealed key, tag (16). What the key is for and the name of the wrapping key are bound to it,
 * so a wrapped key that is moved into another row does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { StoreKeyMissing } from '../../errors.ts'
import { findKey, type KeyEncryptionKey, type Keyring } from './keyring.ts'
import type { Scope } from './scope.ts'

/** `texts` seals texts; the others are the store's own: what signs tokens, and what makes hashes of payloads. */
export type KeyPurpose = 'texts' | 'secret' | 'payloadKey'

export interface KeyUse {
  readonly purpose: KeyPurpose
  readonly scope: Scope
}

export interface WrappedKeyRow extends KeyUse {
  readonly id: number
  /** 0 current, 1 retired, 2 leaving. */
  readonly state: number
  /** How many texts it may have sealed. */
  readonly texts: number
  readonly wrappedBy: string
  readonly wrapped: Uint8Array
}

const nonceBytes = 12
const tagBytes = 16

export function wrapKey(key: Uint8Array, by: KeyEncryptionKey, use: KeyUse): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', by.key, nonce).setAAD(boundTo(by.name, use))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

/** Throws `StoreKeyMissing` where the keyring has no such key, or another one by that name. */
export function unwrapKey(row: WrappedKeyRow, keyring: Keyring): Uint8Array {
  const by = findKey(keyring, row.wrappedBy)
  if (by === undefined) {
    throw new StoreKeyMissing(
      `The store is encrypted with the key "${row.wrappedBy}", which the given keys (${namesOf(keyring)}) do not have. ` +
        'Put that key back into the file of --encryption-keys; nothing was written.',
    )
  }
  const { wrapped } = row
  const decipher = createDecipheriv('aes-256-gcm', by.key, wrapped.subarray(0, nonceBytes))
  decipher.setAAD(boundTo(by.name, row)).setAuthTag(wrapped.subarray(-tagBytes))
  const key = decipher.update(wrapped.subarray(nonceBytes, -tagBytes))
  try {
    decipher.final()
  } catch {
    throw new StoreKeyMissing(
      `The key "${by.name}" of the given keys is not the one that this store was encrypted with: it does not open ` +
        `data key ${row.id}. Give the key that had this name before; nothing was written.`,
    )
  }
  return key
}

function namesOf({ keys }: Keyring): string {
  return keys.map(({ name }) => name).join(', ')
}

function boundTo(name: string, { purpose, scope }: KeyUse): Buffer {
  return Buffer.from(JSON.stringify([name, purpose, scope]))
}
