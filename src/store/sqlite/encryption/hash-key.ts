/** The keys of hashes: of payloads, and of texts that are searched for. */
import { createHmac } from 'node:crypto'

/** The key under which a scope's texts are hashed, from one of the store's secrets. */
export function hashKey(secret: Uint8Array, scope: string): Buffer {
  return createHmac('sha256', secret).update(scope).digest()
}

/** What a store's `hashText` hashes with: apart from the hashes of payloads, which lie in the store as well. */
export function searchSecret(payloadKey: Uint8Array): Buffer {
  return hashKey(payloadKey, 'search')
}

/** What equal texts of an account have in common: 32 bytes. */
export function hashText(secret: Uint8Array, account: string, text: string): Uint8Array {
  return createHmac('sha256', hashKey(secret, account)).update(text).digest()
}
