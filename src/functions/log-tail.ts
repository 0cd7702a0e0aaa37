/** How much of the log's end Lambda gives back. */
export const tailBytesMax = 4096

/** The end of one invocation's log, in memory; complete when both outputs have been marked (function-log.ts). */
export class LogTail {
  readonly #requestId: string
  readonly #ended = new Set<'stdout' | 'stderr'>()
  #text: string
  #whenComplete: (() => void) | undefined

  constructor(requestId: string) {
    this.#requestId = requestId
    this.#text = `START RequestId: ${requestId} Version: $LATEST\n`
  }

  get isComplete(): boolean {
    return this.#ended.size === 2
  }

  /** Calls back once nothing more can come. */
  whenComplete(callback: () => void): void {
    if (this.isComplete) callback()
    else this.#whenComplete = callback
  }

  add(line: string): void {
    if (!this.isComplete) this.#text = `${this.#text}${line}\n`.slice(-tailBytesMax)
  }

  streamEnded(stream: 'stdout' | 'stderr'): void {
    if (this.isComplete) return
    this.#ended.add(stream)
    if (this.isComplete) this.#whenComplete?.()
  }

  /** Base64 of the last bytes, with Lambda's own lines around the function's. */
  print(milliseconds: number, memoryMegabytes: number): string {
    const id = this.#requestId
    const report = [
      `REPORT RequestId: ${id}`,
      `Duration: ${milliseconds.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(milliseconds)} ms`,
      `Memory Size: ${memoryMegabytes} MB`,
    ]
    const bytes = Buffer.from(`${this.#text}END RequestId: ${id}\n${report.join('\t')}\t\n`, 'utf8')
    return bytes.subarray(Math.max(0, bytes.length - tailBytesMax)).toString('base64')
  }
}
