/** UTF-8 in plain code: pure rooms have no `TextEncoder`. What is no character becomes U+FFFD, as in Java and on the web. */
const replacement = 0xfffd

export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = []
  for (const char of text) {
    const point = char.codePointAt(0)!
    const code = point >= 0xd800 && point < 0xe000 ? replacement : point
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code))
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code))
  }
  return Uint8Array.from(bytes)
}

export function utf8Text(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const { code, length } = readPoint(bytes, at)
    text += String.fromCodePoint(code)
    at += length
  }
  return text
}

function tail(code: number): number {
  return 0x80 | (code & 63)
}

// The character at that byte; where there is none, a replacement for as many bytes as could have begun one.
function readPoint(bytes: Uint8Array, at: number): { readonly code: number; readonly length: number } {
  const first = bytes[at]!
  if (first < 0x80) return { code: first, length: 1 }
  const size =
    first >= 0xc2 && first < 0xe0
      ? 2
      : first >= 0xe0 && first < 0xf0
        ? 3
        : first >= 0xf0 && first < 0xf5
          ? 4
          : 1
  if (size === 1) return { code: replacement, length: 1 }
  let code = first & (0xff >> (size + 1))
  for (let i = 1; i < size; i++) {
    const byte = bytes[at + i]
    if (byte === undefined || !continues({ first, second: i === 1, byte }))
      return { code: replacement, length: i }
    code = (code << 6) | (byte & 63)
  }
  return { code, length: size }
}

// Overlong forms, surrogates and what lies above U+10FFFF are told from the second byte.
function continues({
  first,
  second,
  byte,
}: {
  readonly first: number
  readonly second: boolean
  readonly byte: number
}): boolean {
  if (byte < 0x80 || byte > 0xbf) return false
  if (!second) return true
  if (first === 0xe0) return byte >= 0xa0
  if (first === 0xed) return byte < 0xa0
  if (first === 0xf0) return byte >= 0x90
  return first !== 0xf4 || byte < 0x90
}
