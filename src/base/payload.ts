/**
 * A payload: a JSON document that is an input or an output, with its value and its text.
 *
 * Either is made from the other when it is first asked for and kept, so a document that only passes through ten
 * states is parsed once and printed once, and prints as its author wrote it.
 */
import { parseJson, printJson, utf8Length, type Json } from './json.ts'

export class Payload {
  #text: string | undefined
  #value: Json | undefined

  private constructor(text: string | undefined, value: Json | undefined) {
    this.#text = text
    this.#value = value
  }

  /** The text has to be JSON; where it may not be, give the parsed value along. */
  static fromText(text: string, value?: Json): Payload {
    return new Payload(text, value)
  }

  static fromValue(value: Json): Payload {
    return new Payload(undefined, value)
  }

  get text(): string {
    return (this.#text ??= printJson(this.#value!))
  }

  get value(): Json {
    // Null is a value, too.
    if (this.#value === undefined) this.#value = parseJson(this.#text!)
    return this.#value
  }

  /** Whether the text is longer than that many UTF-8 bytes; most texts are judged without being counted. */
  exceeds(bytesMax: number): boolean {
    const length = this.#length()
    if (length > bytesMax) return true
    return length * 3 > bytesMax && utf8Length(this.text) > bytesMax
  }

  /** The text's length in characters; a value whose text would be too long for a string has no end. */
  #length(): number {
    try {
      return this.text.length
    } catch (error) {
      if (error instanceof RangeError) return Infinity
      throw error
    }
  }
}

export const emptyObject = Payload.fromText('{}')
