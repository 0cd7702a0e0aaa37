/**
 * The one codec that every text passes on its way into the store and back.
 *
 * A short text lies as SQLite TEXT, as it is. Anything else lies as a BLOB whose first byte names the codec, so a
 * later release can add one and still read what this one wrote: 1 compressed, 2 sealed, 3 compressed and then sealed.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { StoreKeyMissing, StorePoisoned } from '../errors.ts'
import type { DataKeys } from './encryption/data-keys.ts'
import type { Scope } from './encryption/scope.ts'
import {
  isSealed,
  keyIdOf,
  openSealed,
  seal,
  sealedByte,
  sealedZstdByte,
  type SealingKey,
} from './encryption/sealed-text.ts'
import { namePlace, type TextKind, type TextPlace } from './encryption/text-kind.ts'

/** A text as it lies in a column of type ANY: plain, or the codec's byte and its bytes. */
export type Stored = string | Uint8Array

/**
 * Texts of more characters than this are compressed. Measured for JSON of history events: a call of zstd costs 55 µs
 * at 1 KiB (ratio 4), 75 µs at 4 KiB (6), 93 µs at 18 KiB (8), nearly all of it the set-up of the call, while
 * writing a 1.2 KiB row costs 15 µs in all. So the rows of ordinary turns stay plain.
 */
const compressedCharactersMin = 8192

const zstdByte = 1
/** Level 1: at level 3 the texts above shrink by no more, and large ones take half as long again. */
const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** The texts of one connection; without keys they are not sealed. */
export class Codec {
  readonly #keys: DataKeys | undefined
  readonly #scopeOfExecution: (executionId: number) => Scope

  /** A connection that only reads needs no scopes. */
  constructor(keys?: DataKeys, scopeOfExecution: (executionId: number) => Scope = () => '') {
    this.#keys = keys
    this.#scopeOfExecution = scopeOfExecution
  }

  get seals(): boolean {
    return this.#keys !== undefined
  }

  /** A text of an execution. Inside a transaction, for it may make a data key. */
  encode(text: string, kind: TextKind, executionId: number): Stored {
    if (this.#keys === undefined) return encodeText(text)
    const key = this.#keys.toSeal(this.#scopeOfExecution(executionId))
    return sealText(text, key, { kind, owner: executionId })
  }

  /** A text that belongs to something else. */
  encodeIn(scope: Scope, text: string, place: TextPlace): Stored {
    if (this.#keys === undefined) return encodeText(text)
    return sealText(text, this.#keys.toSeal(scope), place)
  }

  /**
   * Throws `StorePoisoned` where the bytes are of no codec that this release knows, or not those that were written
   * there, and `StoreKeyMissing` where the connection has no keys.
   */
  decode(stored: Stored, kind: TextKind, owner: number): string {
    if (typeof stored === 'string') return stored
    if (!isSealed(stored)) return decodeText(stored)
    return openText(stored, this.#keys, { kind, owner })
  }

  /** Whether a text lies as it would be written now. */
  isUpToDate(stored: Stored): boolean {
    if (this.#keys === undefined) return true
    if (typeof stored === 'string' || !isSealed(stored)) return false
    return this.#keys.byId(keyIdOf(stored) ?? 0)?.isCurrent === true
  }

  /** The scope of the data key that a text lies under; undefined for one that is not sealed. */
  scopeOfStored(stored: Stored): Scope | undefined {
    if (typeof stored === 'string' || !isSealed(stored)) return undefined
    return this.#keys?.byId(keyIdOf(stored) ?? 0)?.scope
  }
}

/** A text as it lies in a store that does not encrypt. */
export function encodeText(text: string): Stored {
  if (text.length <= compressedCharactersMin) return text
  const packed = zstdCompressSync(text, zstdOptions)
  const stored = new Uint8Array(packed.length + 1)
  stored[0] = zstdByte
  stored.set(packed, 1)
  return stored
}

/** Throws `StorePoisoned` when the bytes are of no codec that this release knows. */
function decodeText(stored: Uint8Array): string {
  if (stored[0] === zstdByte) return zstdDecompressSync(stored.subarray(1)).toString('utf8')
  throw new StorePoisoned(
    `A stored text begins with codec byte ${stored[0]}, which this release does not know (it knows ${zstdByte}: zstd, ` +
      `${sealedByte} and ${sealedZstdByte}: sealed). Open the store with the release that wrote it, or restore a backup.`,
  )
}

function sealText(text: string, by: SealingKey, { kind, owner }: TextPlace): Uint8Array {
  if (text.length <= compressedCharactersMin) return seal(text, by, { codecByte: sealedByte, kind, owner })
  const packed = zstdCompressSync(text, zstdOptions)
  return seal(packed, by, { codecByte: sealedZstdByte, kind, owner })
}

function openText(sealed: Uint8Array, keys: DataKeys | undefined, place: TextPlace): string {
  const where = `The ${namePlace(place.kind, place.owner)}`
  if (keys === undefined) {
    throw new StoreKeyMissing(
      `${where} is encrypted, and no keys were given. Name the file of the keys with --encryption-keys.`,
    )
  }
  const keyId = keyIdOf(sealed)
  const key = keyId === undefined ? undefined : keys.byId(keyId)
  const text = key && openSealed(sealed, key.key, place)
  if (text === undefined) {
    const found = key
      ? 'has changed since it was written'
      : `names data key ${keyId}, which the store does not have`
    throw new StorePoisoned(
      `${where} cannot be decrypted: it ${found}. The store is damaged; restore a backup.`,
    )
  }
  return (sealed[0] === sealedZstdByte ? zstdDecompressSync(text) : text).toString('utf8')
}
