/**
 * Says what is wrong with a text that is not JSON, in the words of AWS's JSON parser (Jackson).
 *
 * Owns: the texts of InvalidExecutionInput, InvalidOutput and SerializationException. It is asked only after
 * `parseJson` has refused a text, so it may be slow; it reads the text once, from the left, and stops at the first fault.
 */
import { jsonDepthMax } from '#base'

const valueKinds = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
const tokenLengthMax = 256

/** The first fault of a text: what it is, and where the parser stood when it met it. */
export interface JacksonFault {
  readonly message: string
  /** `[Source: (String)"…"; line: 1, column: 4]` */
  readonly location: string
}

/** The first fault of the text; undefined where it has none, or holds nothing but blanks. */
export function jacksonFault(text: string): JacksonFault | undefined {
  const scanner = new Scanner(text)
  try {
    scanner.document()
    return undefined
  } catch (error) {
    if (error instanceof Fault) return { message: error.message, location: scanner.location() }
    throw error
  }
}

/** The message for the first fault of the text, without its place. */
export function jacksonMessage(text: string): string | undefined {
  return jacksonFault(text)?.message
}

class Fault extends Error {}

interface Container {
  readonly kind: 'Object' | 'Array'
  readonly start: number
}

class Scanner {
  readonly #text: string
  #at = 0
  readonly #open: Container[] = []

  constructor(text: string) {
    this.#text = text
  }

  document(): void {
    this.#blanks()
    if (this.#ended) return
    this.#value()
    while (this.#open.length > 0) this.#next()
    this.#blanks()
    if (!this.#ended) this.#trailing()
  }

  /** The place after the last character that was read. */
  location(): string {
    return this.#place(Math.min(this.#at, this.#text.length))
  }

  get #ended(): boolean {
    return this.#at >= this.#text.length
  }

  #char(): string {
    return this.#text[this.#at] ?? ''
  }

  /** Goes on after a value inside of an object or array: a comma and the next entry, or the end of it. */
  #next(): void {
    const { kind } = this.#open.at(-1)!
    this.#blanksBeforeEnd()
    if (this.#isClose) return this.#close()
    if (this.#char() !== ',') this.#unexpected(`was expecting comma to separate ${kind} entries`)
    this.#at++
    this.#blanks()
    if (this.#ended) throw new Fault(`Unexpected end-of-input within/between ${kind} entries`)
    this.#entry(kind)
  }

  #entry(kind: Container['kind']): void {
    if (kind === 'Object') this.#fieldName()
    this.#value()
  }

  #value(): void {
    const char = this.#char()
    if (char === '{' || char === '[') this.#begin(char === '{' ? 'Object' : 'Array')
    else if (char === '"') this.#string('string value')
    else if (char === '-' || isDigit(char)) this.#number()
    else if (this.#isClose && this.#open.length === 0) this.#closesNothing()
    else if (char === '}') this.#unexpected('expected a value')
    else this.#word()
  }

  #begin(kind: Container['kind']): void {
    this.#open.push({ kind, start: this.#at++ })
    if (this.#open.length > jsonDepthMax)
      throw new Fault(
        `Document nesting depth (${this.#open.length}) exceeds the maximum allowed (${jsonDepthMax})`,
      )
    this.#blanksBeforeEnd()
    if (this.#isClose) this.#close()
    else this.#entry(kind)
  }

  #close(): void {
    const container = this.#open.at(-1)!
    const expected = container.kind === 'Object' ? '}' : ']'
    if (this.#char() !== expected)
      throw new Fault(
        `Unexpected close marker '${this.#char()}': expected '${expected}' (for ${container.kind} starting at ${this.#place(container.start)})`,
      )
    this.#open.pop()
    this.#at++
  }

  get #isClose(): boolean {
    return this.#char() === '}' || this.#char() === ']'
  }

  // Jackson expects the other marker where nothing is open.
  #closesNothing(): never {
    const other = this.#char() === '}' ? ']' : '}'
    throw new Fault(
      `Unexpected close marker '${this.#char()}': expected '${other}' (for root starting at ${this.#place(-1)})`,
    )
  }

  #fieldName(): void {
    if (this.#char() !== '"') this.#unexpected('was expecting double-quote to start field name')
    this.#string('name')
    this.#blanks()
    if (this.#ended) throw new Fault('Unexpected end-of-input within/between Object entries')
    if (this.#char() !== ':') this.#unexpected('was expecting a colon to separate field name and value')
    this.#at++
    this.#blanks()
    if (this.#ended) throw new Fault('Unexpected end-of-input within/between Object entries')
  }

  #string(what: 'string value' | 'name'): void {
    for (this.#at++; this.#char() !== '"'; this.#at++) {
      if (this.#ended)
        throw new Fault(
          what === 'name'
            ? 'Unexpected end-of-input in field name'
            : 'Unexpected end-of-input: was expecting closing quote for a string value',
        )
      if (this.#char() === '\\') this.#escape()
      else if (this.#char() < ' ')
        throw new Fault(
          `Illegal unquoted character (${describe(this.#char())}): has to be escaped using backslash to be included in ${what}`,
        )
    }
    this.#at++
  }

  #escape(): void {
    this.#at++
    this.#endIn('character escape sequence')
    if (this.#char() === 'u') return this.#hexDigits()
    if (!'"\\/bfnrt'.includes(this.#char()))
      throw new Fault(`Unrecognized character escape ${describe(this.#char())}`)
  }

  #hexDigits(): void {
    for (let i = 0; i < 4; i++) {
      this.#at++
      this.#endIn('character escape sequence')
      if (!/[\da-fA-F]/.test(this.#char()))
        this.#unexpected('expected a hex-digit for character escape sequence')
    }
  }

  #number(): void {
    if (this.#char() === '-') {
      this.#at++
      this.#endIn('a Number value')
      if (!isDigit(this.#char()))
        this.#badNumber('expected digit (0-9) to follow minus sign, for valid numeric value')
    }
    if (this.#char() === '0' && isDigit(this.#text[this.#at + 1] ?? ''))
      throw new Fault('Invalid numeric value: Leading zeroes not allowed')
    this.#digits()
    if (this.#char() === '.') this.#digitsAfter('Decimal point not followed by a digit')
    if (this.#char() === 'e' || this.#char() === 'E') {
      if (/[+-]/.test(this.#text[this.#at + 1] ?? '')) this.#at++
      this.#digitsAfter('Exponent indicator not followed by a digit')
    }
    if (this.#open.length === 0 && !this.#ended && !isBlank(this.#char()))
      this.#unexpected('Expected space separating root-level values')
  }

  #digits(): void {
    while (isDigit(this.#char())) this.#at++
  }

  #digitsAfter(otherwise: string): void {
    this.#at++
    if (!isDigit(this.#char())) this.#badNumber(otherwise)
    this.#digits()
  }

  #badNumber(comment: string): never {
    throw new Fault(`Unexpected character (${describe(this.#char() || '\0')}) in numeric value: ${comment}`)
  }

  /** `true`, `false`, `null`, or something that is no value at all. */
  #word(): void {
    const word = this.#identifier()
    if (word === '') this.#unexpected(`expected a valid value ${valueKinds}`)
    if (word === 'NaN' || word === 'Infinity')
      throw new Fault(
        `Non-standard token '${word}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`,
      )
    if (word !== 'true' && word !== 'false' && word !== 'null') this.#unknownToken(word)
    this.#at += word.length
  }

  #unknownToken(word: string): never {
    this.#at += word.length
    const shown = word.length > tokenLengthMax ? `${word.slice(0, tokenLengthMax)}...` : word
    throw new Fault(`Unrecognized token '${shown}': was expecting ${valueKinds}`)
  }

  #trailing(): never {
    if (this.#isClose) this.#closesNothing()
    const word = this.#identifier()
    if (word !== '') this.#unknownToken(word)
    this.#unexpected('Expected space separating root-level values')
  }

  #identifier(): string {
    const pattern = /[\p{L}_$][\p{L}\p{Nd}_$]*/uy
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0] ?? ''
  }

  #blanks(): void {
    while (isBlank(this.#char())) this.#at++
  }

  #blanksBeforeEnd(): void {
    this.#blanks()
    if (!this.#ended) return
    const { kind, start } = this.#open.at(-1)!
    throw new Fault(
      `Unexpected end-of-input: expected close marker for ${kind} (start marker at ${this.#place(start)})`,
    )
  }

  #endIn(what: string): void {
    if (this.#ended) throw new Fault(`Unexpected end-of-input in ${what}`)
  }

  #unexpected(comment: string): never {
    const char = describe(this.#char())
    this.#at++
    throw new Fault(`Unexpected character (${char}): ${comment}`)
  }

  /** Jackson's name for a place; it shows the first 500 characters of its source. */
  #place(at: number): string {
    const before = this.#text.slice(0, Math.max(at, 0))
    const line = before.split('\n').length
    const column = at - before.lastIndexOf('\n')
    const { length } = this.#text
    const shown =
      length <= 500 ? `"${this.#text}"` : `"${this.#text.slice(0, 500)}"[truncated ${length - 500} chars]`
    return `[Source: (String)${shown}; line: ${line}, column: ${column}]`
  }
}

function describe(char: string): string {
  const code = char.charCodeAt(0)
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `(CTRL-CHAR, code ${code})`
  return code > 255 ? `'${char}' (code ${code} / 0x${code.toString(16)})` : `'${char}' (code ${code})`
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\r' || char === '\t'
}
