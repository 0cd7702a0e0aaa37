/** The text of a definition with its lines, so that an offset can be told as line and column. */
import type { TextRange } from '../diagnostic.ts'
import type { Span } from './node.ts'

export type TextFormat = 'json' | 'yaml'

export class Source {
  readonly text: string
  readonly format: TextFormat
  #lineStarts: readonly number[] | undefined

  constructor(text: string, format: TextFormat) {
    this.text = text
    this.format = format
  }

  /** The span with the line and column at which it begins, both counted from 1. */
  range(span: Span): TextRange {
    const offset = Math.min(span.offset, this.text.length)
    const line = this.#lineIndex(offset)
    const length = Math.min(span.length, this.text.length - offset)
    return { offset, length, line: line + 1, column: offset - this.#starts[line]! + 1 }
  }

  /** The text of a line, counted from 1, without its line break. */
  line(number: number): string {
    const start = this.#starts[number - 1]
    if (start === undefined) return ''
    const end = this.#starts[number] ?? this.text.length + 1
    return this.text.slice(start, end - 1).replace(/\r$/, '')
  }

  get lineCount(): number {
    return this.#starts.length
  }

  get #starts(): readonly number[] {
    return (this.#lineStarts ??= findLineStarts(this.text))
  }

  #lineIndex(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
