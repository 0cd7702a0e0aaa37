/**
 * A JSON text without faults as a positioned syntax tree, in one pass over the tokens of `jsonc-parser`. Its own parser
 * makes a tree of its own first, which takes twice as long; it is for texts with faults, which it can tell.
 *
 * 1. A text with any fault, or that nests deeper than `syntaxDepthMax`, gives nothing.
 * 2. Names that are there often are one text in memory, which makes looking for them quick.
 */
import { createScanner, type JSONScanner } from 'jsonc-parser'
import { parseJson, type RawNumber } from '#base'
import { syntaxDepthMax } from '../limits.ts'
import { memberPointer, type Member, type SyntaxNode } from './node.ts'

/** The package's kinds of tokens, which its types have as an enum that is not there at run time. */
const kinds = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineBreak: 14,
  blanks: 15,
  end: 17,
}

/** The tree of a sound text; undefined for any other. */
export function parseSoundJson(text: string): SyntaxNode | undefined {
  try {
    return new Parser(text).document()
  } catch (error) {
    if (error !== unsound) throw error
    return undefined
  }
}

/** Thrown where the text has a fault; there is one, for nobody looks into it. */
const unsound = new Error('the text is not sound JSON')

class Parser {
  readonly #scanner: JSONScanner
  readonly #names = new Map<string, string>()
  // What the objects and lists that are still open have so far, the innermost at the end. A list of its own for each
  // would be allocated with room for seventeen, and most have two or three.
  readonly #openMembers: Member[] = []
  readonly #openItems: SyntaxNode[] = []
  /** The kind of the token that comes next. */
  #kind = kinds.end
  #depth = 0

  constructor(text: string) {
    this.#scanner = createScanner(text, false)
    this.#advance()
  }

  document(): SyntaxNode {
    const root = this.#value('/')
    if (this.#kind !== kinds.end) throw unsound
    return root
  }

  #value(pointer: string): SyntaxNode {
    const offset = this.#scanner.getTokenOffset()
    const length = this.#scanner.getTokenLength()
    switch (this.#kind) {
      case kinds.openBrace: {
        const members = this.#members(pointer)
        return { kind: 'object', offset, length: this.#closed(kinds.closeBrace) - offset, pointer, members }
      }
      case kinds.openBracket: {
        const items = this.#items(pointer)
        return { kind: 'array', offset, length: this.#closed(kinds.closeBracket) - offset, pointer, items }
      }
      case kinds.string:
        return { kind: 'string', offset, length, pointer, value: this.#taken() }
      case kinds.number:
        return { kind: 'number', offset, length, pointer, value: numberOf(this.#taken()) }
      case kinds.true:
      case kinds.false:
        return { kind: 'boolean', offset, length, pointer, value: this.#taken() === 'true' }
      case kinds.null:
        this.#advance()
        return { kind: 'null', offset, length, pointer, value: null }
      default:
        throw unsound
    }
  }

  #members(pointer: string): readonly Member[] {
    const members = this.#openMembers
    const before = members.length
    this.#open()
    while (this.#kind !== kinds.closeBrace) {
      if (members.length > before) this.#take(kinds.comma)
      const keySpan = { offset: this.#scanner.getTokenOffset(), length: this.#scanner.getTokenLength() }
      if (this.#kind !== kinds.string) throw unsound
      const key = this.#name(this.#taken())
      this.#take(kinds.colon)
      members.push({ key, keySpan, value: this.#value(memberPointer(pointer, key)) })
    }
    return members.splice(before)
  }

  #items(pointer: string): readonly SyntaxNode[] {
    const items = this.#openItems
    const before = items.length
    this.#open()
    while (this.#kind !== kinds.closeBracket) {
      const index = items.length - before
      if (index > 0) this.#take(kinds.comma)
      items.push(this.#value(`${pointer}[${index}]`))
    }
    return items.splice(before)
  }

  #open(): void {
    if (++this.#depth > syntaxDepthMax) throw unsound
    this.#advance()
  }

  /** The offset behind the closing bracket, which is taken. */
  #closed(kind: number): number {
    this.#depth--
    const end = this.#scanner.getTokenOffset() + 1
    this.#take(kind)
    return end
  }

  #take(kind: number): void {
    if (this.#kind !== kind) throw unsound
    this.#advance()
  }

  /** The token's value; the token is taken. */
  #taken(): string {
    const value = this.#scanner.getTokenValue()
    this.#advance()
    return value
  }

  // Comments are tokens as well, and come up as what is not expected.
  #advance(): void {
    const scanner = this.#scanner
    let kind: number = scanner.scan()
    while (kind === kinds.blanks || kind === kinds.lineBreak) kind = scanner.scan()
    if ((scanner.getTokenError() as number) !== 0) throw unsound
    this.#kind = kind
  }

  #name(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    this.#names.set(name, name)
    return name
  }
}

/** A number that reads back otherwise than it was written keeps its digits. */
function numberOf(written: string): number | RawNumber {
  const value = Number(written)
  return String(value) === written ? value : (parseJson(written) as number | RawNumber)
}
