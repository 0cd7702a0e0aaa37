/** The key-encryption keys that a store is opened with. They never come into its files. */

export interface Keyring {
  /** The name of the key that wraps what no state machine has asked another key for. */
  readonly current: string
  readonly keys: readonly KeyEncryptionKey[]
}

export interface KeyEncryptionKey {
  /** Stands in the store beside what the key has wrapped, and in messages. */
  readonly name: string
  /** 32 bytes. */
  readonly key: Uint8Array
  /** What a state machine's `kmsKeyId` may say to mean this key: an ARN, an id, an alias. */
  readonly kmsNames: readonly string[]
}

export function findKey(keyring: Keyring, name: string): KeyEncryptionKey | undefined {
  return keyring.keys.find((key) => key.name === name)
}

export function findKmsKey(keyring: Keyring, kmsKeyId: string): KeyEncryptionKey | undefined {
  return keyring.keys.find(({ kmsNames }) => kmsNames.includes(kmsKeyId))
}
