/** Finds the lines in chunks of bytes; a line that comes in one chunk, as nearly all do, is copied once. */
export class LineReader {
  readonly #onLine: (line: string) => void
  readonly #bytesMax: number
  readonly #onTooLong: (text: string) => void
  #parts: Buffer[] = []
  #partsBytes = 0

  /** Calls `onTooLong` with what came, and goes on after it, when a line exceeds `bytesMax`. */
  constructor(onLine: (line: string) => void, bytesMax: number, onTooLong: (text: string) => void) {
    this.#onLine = onLine
    this.#bytesMax = bytesMax
    this.#onTooLong = onTooLong
  }

  push(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      if (this.#partsBytes === 0) this.#onLine(chunk.toString('utf8', from, end))
      else {
        this.#parts.push(chunk.subarray(from, end)) // Joined at once: no copy is needed.
        this.#onLine(this.rest())
      }
      from = end + 1
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from))
  }

  /** Takes what came after the last line break, if anything. */
  rest(): string {
    const text = Buffer.concat(this.#parts).toString('utf8')
    this.#parts = []
    this.#partsBytes = 0
    return text
  }

  // A copy, since the chunk's memory is the reader's next one.
  #keep(part: Buffer): void {
    this.#parts.push(Buffer.from(part))
    this.#partsBytes += part.length
    if (this.#partsBytes > this.#bytesMax) this.#onTooLong(this.rest())
  }
}
