import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { printJson } from '#base'
import { utf8Bytes } from '../utf8.ts'
import { IntrinsicFault, textArgument, tooLong, wrongArgument, type Intrinsic } from './intrinsic.ts'

/** The digests that AWS knows, by their names there. */
export const hashAlgorithms: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
}

/** States.Hash(value, algorithm): the digest in lower-case hexadecimal. What is no text is hashed as its JSON. */
export const hash: Intrinsic = {
  name: 'States.Hash',
  arity: [2, 2],
  apply(args, scope) {
    const name = textArgument(args, 1)
    if (name instanceof IntrinsicFault) return name
    if (!Object.hasOwn(hashAlgorithms, name)) {
      return wrongArgument(args, 1, `one of ${Object.keys(hashAlgorithms).join(', ')}`)
    }
    const value = args[0]!
    const text = typeof value === 'string' ? value : printJson(value)
    return tooLong(text, scope) ?? hexadecimal(hashAlgorithms[name]!(utf8Bytes(text)))
  },
}

export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
