/**
 * A cursor over the blocks of a JSON or JSON Lines object: finds where values end and gives their texts.
 *
 * Our own, because the texts are what is needed: `parseJson` keeps the digits of numbers, which the tokens of a
 * streaming parser lose, and the offset behind a value is where reading goes on after a restart.
 */
import { MapDataFailure } from './failure.ts'
import { endOfValue, newScan } from './json-scan.ts'
import type { TextBlock } from './text-blocks.ts'

/** The longest text that is taken as one item. */
export const itemBytesMax = 16 * 1024 * 1024

const newline = 0x0a
const whiteSpace = new Set([0x20, 0x09, newline, 0x0d])

export class ByteCursor {
  readonly #blocks: AsyncIterator<TextBlock>
  readonly #address: string
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  /** The offset of the first of `#bytes` in the object. */
  #start: number

  constructor(source: {
    readonly blocks: AsyncIterable<TextBlock>
    readonly address: string
    readonly from: number
  }) {
    this.#blocks = source.blocks[Symbol.asyncIterator]()
    this.#address = source.address
    this.#start = source.from
  }

  get offset(): number {
    return this.#start + this.#at
  }

  /** The next byte that is no white space, without going beyond it; undefined at the end. */
  async peek(): Promise<number | undefined> {
    for (;;) {
      for (; this.#at < this.#bytes.length; this.#at++) {
        const byte = this.#bytes[this.#at]!
        if (!whiteSpace.has(byte)) return byte
      }
      if (!(await this.#more())) return undefined
    }
  }

  /** Goes beyond the byte that `peek` gave. */
  skipByte(): void {
    this.#at++
  }

  /** The text of the value that begins at the byte that `peek` gave. */
  async takeValue(): Promise<string> {
    const scan = newScan()
    for (let scanned = 0; ;) {
      const end = endOfValue(this.#bytes, this.#at + scanned, scan)
      if (end !== -1) return this.#take(end)
      scanned = this.#bytes.length - this.#at
      this.#checkLength(scanned)
      if (await this.#more()) continue
      if (scan.kind !== 'scalar' || scanned === 0) throw this.failure('the object ends within a value')
      return this.#take(this.#bytes.length)
    }
  }

  /** Goes beyond the value that begins at the byte that `peek` gave, however long it is. */
  async skipValue(): Promise<void> {
    const scan = newScan()
    for (;;) {
      const end = endOfValue(this.#bytes, this.#at, scan)
      this.#at = end === -1 ? this.#bytes.length : end
      if (end !== -1) return
      if (!(await this.#more())) throw this.failure('the object ends within a value')
    }
  }

  /** The next line without its end; undefined at the end. */
  async takeLine(): Promise<string | undefined> {
    for (let scanned = 0; ;) {
      const end = this.#bytes.indexOf(newline, this.#at + scanned)
      if (end !== -1) return this.#take(end + 1)
      scanned = this.#bytes.length - this.#at
      this.#checkLength(scanned)
      if (await this.#more()) continue
      return scanned === 0 ? undefined : this.#take(this.#bytes.length)
    }
  }

  failure(found: string): MapDataFailure {
    return new MapDataFailure(`${this.#address}, byte ${this.offset}: ${found}`)
  }

  async close(): Promise<void> {
    await this.#blocks.return?.()
  }

  #take(end: number): string {
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end
    return text
  }

  #checkLength(bytes: number): void {
    if (bytes > itemBytesMax) throw this.failure(`an item is longer than ${itemBytesMax} bytes`)
  }

  /** Reads one block more, and forgets what the cursor is beyond. */
  async #more(): Promise<boolean> {
    const next = await this.#blocks.next()
    if (next.done) return false
    const kept = this.#bytes.subarray(this.#at)
    this.#bytes = kept.length === 0 ? next.value.bytes : Buffer.concat([kept, next.value.bytes])
    this.#start = next.value.at - kept.length
    this.#at = 0
    return true
  }
}
