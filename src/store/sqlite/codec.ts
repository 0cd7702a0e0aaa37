/**
 * The one codec that every text passes on its way into the store and back.
 *
 * A short text lies as SQLite TEXT, as it is. Anything else lies as a BLOB whose first byte names the codec, so a
 * later release can add one (encryption, another compression) and still read what this one wrote.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { StorePoisoned } from '../errors.ts'

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

export function encodeText(text: string): Stored {
  if (text.length <= compressedCharactersMin) return text
  const packed = zstdCompressSync(text, zstdOptions)
  const stored = new Uint8Array(packed.length + 1)
  stored[0] = zstdByte
  stored.set(packed, 1)
  return stored
}

/** Throws `StorePoisoned` when the bytes are of no codec that this release knows. */
export function decodeText(stored: Stored): string {
  if (typeof stored === 'string') return stored
  if (stored[0] !== zstdByte) {
    throw new StorePoisoned(
      `A stored text begins with codec byte ${stored[0]}, which this release does not know (it knows ${zstdByte}: zstd). ` +
        'Open the store with the release that wrote it, or restore a backup.',
    )
  }
  return zstdDecompressSync(stored.subarray(1)).toString('utf8')
}
