/** The KMS key that a state machine or an activity names for its data. */
import type { Store } from '#store'

/** The answer to a request that names a key which the store does not have. */
export interface UnknownKmsKey {
  readonly refused: 'unknown-kms-key'
  readonly kmsKeyId: string
}

/** The `kmsKeyId` of a configuration, which is canonical JSON text or empty. */
export function kmsKeyIdOf(configuration: string): string | undefined {
  if (configuration === '') return undefined
  const read = JSON.parse(configuration) as {
    readonly encryptionConfiguration?: { readonly kmsKeyId?: string }
  }
  return read.encryptionConfiguration?.kmsKeyId
}

/** The refusal where a configuration names a key that cannot be used and the one before it did not. */
export function refuseKmsKey(store: Store, configuration: string, before = ''): UnknownKmsKey | undefined {
  const kmsKeyId = kmsKeyIdOf(configuration)
  if (kmsKeyId === undefined || kmsKeyId === kmsKeyIdOf(before) || store.knowsKmsKey(kmsKeyId))
    return undefined
  return { refused: 'unknown-kms-key', kmsKeyId }
}
