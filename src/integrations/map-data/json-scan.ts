/** Finds where a JSON value ends, over as many buffers as it takes. It does not check the value: a parser does. */

export interface JsonScan {
  kind: 'none' | 'scalar' | 'string' | 'container'
  depth: number
  inString: boolean
  /** The byte before was a backslash in a string. */
  escaped: boolean
}

export function newScan(): JsonScan {
  return { kind: 'none', depth: 0, inString: false, escaped: false }
}

const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x5b, 0x7b])
/** A number or a word ends before one of `,:]}` and white space. */
const afterScalar = new Set([0x2c, 0x3a, 0x5d, 0x7d, 0x20, 0x09, 0x0a, 0x0d])

/** The index behind the value, or -1 where it goes on beyond these bytes: scan the next ones with the same `scan`. */
export function endOfValue(bytes: Buffer, from: number, scan: JsonScan): number {
  if (scan.kind === 'none' && from < bytes.length) begin(bytes[from]!, scan)
  if (scan.kind === 'scalar') return endOfScalar(bytes, from)
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (scan.inString) {
      if (scan.escaped) scan.escaped = false
      else if (byte === backslash) scan.escaped = true
      else if (byte === quote) scan.inString = false
    } else if (byte === quote) scan.inString = true
    else if (byte === 0x5b || byte === 0x7b) scan.depth++
    else if (byte === 0x5d || byte === 0x7d) scan.depth--
    else continue
    if (scan.depth === 0 && !scan.inString) return at + 1
  }
  return -1
}

function begin(byte: number, scan: JsonScan): void {
  scan.kind = byte === quote ? 'string' : opening.has(byte) ? 'container' : 'scalar'
}

function endOfScalar(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) if (afterScalar.has(bytes[at]!)) return at
  return -1
}
