/**
 * What shares a data key: an account, or the state machines of an account that name one KMS key.
 *
 * As a text: the account, then a space and the KMS key's name where there is one. What belongs to no account has the
 * empty scope.
 */
import { findKey, findKmsKey, type KeyEncryptionKey, type Keyring } from './keyring.ts'

export type Scope = string

/** A KMS key that the keyring does not know is taken for none: the account's own keys do. */
export function scopeOf(account: string, kmsKeyId: string | null, keyring: Keyring | undefined): Scope {
  const isKnown = kmsKeyId !== null && keyring !== undefined && findKmsKey(keyring, kmsKeyId) !== undefined
  return isKnown ? `${account} ${kmsKeyId}` : account
}

/** The key that wraps the data keys of a scope. */
export function wrappingKey(keyring: Keyring, scope: Scope): KeyEncryptionKey {
  const space = scope.indexOf(' ')
  const named = space < 0 ? undefined : findKmsKey(keyring, scope.slice(space + 1))
  return named ?? findKey(keyring, keyring.current)!
}

export function accountOf(scope: Scope): string {
  return scope.split(' ', 1)[0]!
}
