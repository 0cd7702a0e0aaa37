/** Base64 of RFC 4648, §4, in plain code: pure rooms have neither `Buffer` nor `atob`. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function base64FromBytes(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += alphabet[bits >> 18]! + alphabet[(bits >> 12) & 63]!
    text += left > 1 ? alphabet[(bits >> 6) & 63]! : '='
    text += left > 2 ? alphabet[bits & 63]! : '='
  }
  return text
}

/** The bytes, or undefined where the text is no Base64. The padding may be absent, but not be wrong. */
export function bytesFromBase64(text: string): Uint8Array | undefined {
  const match = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text)
  if (!match) return undefined
  const digits = match[1]!
  const rest = digits.length % 4
  if (rest === 1 || (match[2] !== '' && (digits.length + match[2]!.length) % 4 !== 0)) return undefined
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let bits = 0
  for (let i = 0, at = 0; i < digits.length; i++) {
    bits = (bits << 6) | alphabet.indexOf(digits[i]!)
    if (i % 4 === 0) continue
    bytes[at++] = (bits >> (6 - 2 * (i % 4))) & 255
  }
  return bytes
}
