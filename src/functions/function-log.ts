/**
 * What a function's process prints: passed on line by line, and its end kept for `LogType: Tail`.
 *
 * The answer and the output come by different pipes in no fixed order, so a process that is asked for a tail marks
 * the end of the invocation in both outputs (wire.ts), and the tail is complete when both marks have come.
 */
import { LineReader } from './line-reader.ts'
import { LogTail } from './log-tail.ts'

export interface FunctionLogEntry {
  readonly functionName: string
  /** The invocation that the process was running when the line came, where it was running one. */
  readonly requestId: string | undefined
  readonly stream: 'stdout' | 'stderr'
  readonly line: string
}

/** A longer line is cut into pieces. */
export const logLineBytesMax = 262_144

export class FunctionLog {
  requestId: string | undefined
  /** When the last line came (of `performance.now()`). */
  writtenAt = -Infinity
  readonly #functionName: string
  readonly #log: (entry: FunctionLogEntry) => void
  #tail: LogTail | undefined

  constructor(functionName: string, log: (entry: FunctionLogEntry) => void) {
    this.#functionName = functionName
    this.#log = log
  }

  /** A sink for the bytes of one output; without bytes it has ended. */
  sink(stream: 'stdout' | 'stderr'): (chunk?: Buffer) => void {
    const lines = new LineReader(
      (line) => this.#line(stream, line),
      logLineBytesMax,
      (text) => this.#line(stream, text),
    )
    return (chunk) => {
      if (chunk) return lines.push(chunk)
      const rest = lines.rest()
      if (rest !== '') this.#line(stream, rest)
      this.#tail?.streamEnded(stream)
    }
  }

  /** Begins the tail of an invocation; one at a time. */
  startTail(requestId: string): LogTail {
    return (this.#tail = new LogTail(requestId))
  }

  #line(stream: 'stdout' | 'stderr', line: string): void {
    const mark = line.indexOf('\u0000end ')
    if (mark < 0) return this.#write(stream, line)
    if (mark > 0) this.#write(stream, line.slice(0, mark))
    this.#tail?.streamEnded(stream)
  }

  #write(stream: 'stdout' | 'stderr', line: string): void {
    this.writtenAt = performance.now()
    this.#tail?.add(line)
    this.#log({ functionName: this.#functionName, requestId: this.requestId, stream, line })
  }
}
