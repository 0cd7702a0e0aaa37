/** A place in a text that a parser moves on, with the few ways of looking at it that the parsers need. */
import { SyntaxFault } from './query-syntax-error.ts'

export class Cursor {
  readonly text: string
  readonly end: number
  at: number
  #depth = 0

  /** Blanks around the text are no part of it; offsets still count from its start. */
  constructor(text: string) {
    this.text = text
    this.end = text.trimEnd().length
    this.at = Math.min(text.length - text.trimStart().length, this.end)
  }

  get done(): boolean {
    return this.at >= this.end
  }

  /** The next character, or the empty text at the end. */
  peek(): string {
    return this.at < this.end ? this.text[this.at]! : ''
  }

  /** Whether the text goes on with these characters, which are then behind the cursor. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at) || this.at + expected.length > this.end) return false
    this.at += expected.length
    return true
  }

  /** What a sticky expression matches here, which is then behind the cursor; the empty text where it does not. */
  match(sticky: RegExp): string {
    sticky.lastIndex = this.at
    const found = sticky.exec(this.text)?.[0] ?? ''
    const taken = found.slice(0, this.end - this.at)
    this.at += taken.length
    return taken
  }

  skipBlanks(): void {
    while (!this.done && isBlank(this.text[this.at]!)) this.at++
  }

  /** Fails unless the text goes on with these characters. */
  expect(expected: string, where: string): void {
    if (!this.take(expected)) this.fail(`Expected '${expected}' ${where} but found ${this.found()}`)
  }

  /** What stands at the cursor, for messages. */
  found(): string {
    const char = this.text.codePointAt(this.at)
    return this.done || char === undefined ? 'the end' : `'${String.fromCodePoint(char)}'`
  }

  fail(message: string, offset: number = this.at): never {
    throw new SyntaxFault(`${message} at position ${offset}`, offset)
  }

  /** Parses what is nested here; fails where it is nested deeper than that. */
  nested<T>(depthMax: number, parse: () => T): T {
    if (++this.#depth > depthMax) this.fail(`Nested deeper than ${depthMax}`)
    const parsed = parse()
    this.#depth--
    return parsed
  }
}

export function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r'
}
