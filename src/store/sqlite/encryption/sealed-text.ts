/**
 * A sealed text: AES-256-GCM under a data key.
 *
 * The bytes: the codec's byte (2, or 3 where the text was compressed first), the data key's id (4, big-endian), a random
 * nonce (12), the sealed text, the tag (16). The codec's byte, the kind of the text and the id of what it belongs to are
 * bound to it.
 */
import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto'

export const sealedByte = 2
export const sealedZstdByte = 3

const keyIdAt = 1
const nonceAt = 5
const nonceBytes = 12
const textAt = nonceAt + nonceBytes
const tagBytes = 16
const authentication = { authTagLength: tagBytes } as const

export interface SealingKey {
  readonly id: number
  /** A KeyObject: with bytes instead, a call takes four times as long (measured: 44 µs against 10 on a busy core). */
  readonly key: KeyObject
}

/** Random bytes are taken from the system some hundred nonces at a time. */
const nonces = Buffer.alloc(nonceBytes * 512)
let nextNonce = nonces.length

/** Where a text is bound to, written over for each: node copies it at once. */
const bound = Buffer.alloc(10)

function bind(codecByte: number, kind: number, owner: number): Buffer {
  bound[0] = codecByte
  bound[1] = kind
  bound.writeDoubleBE(owner, 2)
  return bound
}

export interface SealedPlace {
  readonly codecByte: typeof sealedByte | typeof sealedZstdByte
  readonly kind: number
  readonly owner: number
}

export function seal(content: string | Uint8Array, by: SealingKey, place: SealedPlace): Uint8Array {
  if (nextNonce === nonces.length) {
    randomFillSync(nonces)
    nextNonce = 0
  }
  const nonce = nonces.subarray(nextNonce, (nextNonce += nonceBytes))
  const cipher = createCipheriv('aes-256-gcm', by.key, nonce, authentication)
  cipher.setAAD(bind(place.codecByte, place.kind, place.owner))
  const text = typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content)
  cipher.final()
  const sealed = Buffer.allocUnsafeSlow(textAt + text.length + tagBytes)
  sealed[0] = place.codecByte
  sealed.writeUInt32BE(by.id, keyIdAt)
  nonce.copy(sealed, nonceAt)
  text.copy(sealed, textAt)
  cipher.getAuthTag().copy(sealed, textAt + text.length)
  return sealed
}

/** Whether a stored text is sealed; of a plain or compressed one nothing else may be asked. */
export function isSealed(stored: Uint8Array): boolean {
  return stored[0] === sealedByte || stored[0] === sealedZstdByte
}

/** The id of the data key of a sealed text; undefined where it is cut short. */
export function keyIdOf(sealed: Uint8Array): number | undefined {
  if (sealed.length < textAt + tagBytes) return undefined
  return new DataView(sealed.buffer, sealed.byteOffset).getUint32(keyIdAt)
}

/** Undefined where the bytes or the place are not those that were sealed. `sealed` has a data key's id. */
export function openSealed(
  sealed: Uint8Array,
  key: KeyObject,
  place: Omit<SealedPlace, 'codecByte'>,
): Buffer | undefined {
  const nonce = sealed.subarray(nonceAt, textAt)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, authentication)
  decipher.setAAD(bind(sealed[0]!, place.kind, place.owner)).setAuthTag(sealed.subarray(-tagBytes))
  const text = decipher.update(sealed.subarray(textAt, -tagBytes))
  try {
    decipher.final()
    return text
  } catch {
    return undefined
  }
}
