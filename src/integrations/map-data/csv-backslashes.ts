/**
 * The backslashes of AWS's CSV dialect, which no CSV library reads together with doubled quotes.
 *
 * A backslash before a quote, a backslash or the delimiter takes that character literally; before any other character it
 * is dropped. So before parsing, those bytes are shielded from the parser as bytes that UTF-8 never has, and the parsed
 * cells get them back. The number of bytes stays the same, because positions are offsets in the original.
 */
const backslash = 0x5c
const quote = 0x22
const dropped = 0xfe
const literal = 0xff
/** What stands behind `literal`: which character it was. */
const literals = { [quote]: 0x31, [backslash]: 0x32, delimiter: 0x33 } as const

/** Shields chunk after chunk; a backslash at the end of a chunk waits for the next one. */
export class CsvBackslashes {
  readonly #delimiter: number
  #waiting = false

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0)
  }

  shield(chunk: Buffer): Buffer {
    if (!this.#waiting && !chunk.includes(backslash)) return chunk
    const bytes = this.#waiting ? Buffer.concat([Buffer.of(backslash), chunk]) : Buffer.from(chunk)
    this.#waiting = false
    for (let at = bytes.indexOf(backslash); at !== -1; at = bytes.indexOf(backslash, at)) {
      if (at + 1 === bytes.length) {
        this.#waiting = true
        return bytes.subarray(0, at)
      }
      const code = this.#literal(bytes[at + 1]!)
      bytes[at] = code === undefined ? dropped : literal
      if (code !== undefined) bytes[at + 1] = code
      at += 2
    }
    return bytes
  }

  #literal(byte: number): number | undefined {
    if (byte === quote) return literals[quote]
    if (byte === backslash) return literals[backslash]
    return byte === this.#delimiter ? literals.delimiter : undefined
  }
}

const beyondAscii = /[\x80-\xff]/
const shielded = /\xfe|\xff([123])/g

/** The text of a cell, which was parsed as Latin-1: one character for each byte. */
export function cellText(cell: string, delimiter: string): string {
  if (!beyondAscii.test(cell)) return cell
  const bytes = cell.replace(shielded, (_all, code?: string) =>
    code === undefined ? '' : ['', '"', '\\', delimiter][Number(code)]!,
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
