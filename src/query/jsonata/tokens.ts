/**
 * Numbers that keep their digits through JSONata (base/json, 1).
 *
 * The package knows doubles only. A raw number is therefore handed to it as a token, a bigint, which it carries from place to
 * place but never looks into; where an expression computes with it, the careful syntax tree (`prepare-tree.ts`) and the
 * functions put the double in its place; what arrives in the result is the raw number again.
 */
import { toNumber, type RawNumber } from '#base'
import { isFunctionValue } from './function-value.ts'

export class Tokens {
  readonly #numbers: RawNumber[] = []

  /** The token of a number. */
  of(number: RawNumber): bigint {
    return BigInt(this.#numbers.push(number) - 1)
  }

  /** The number of a token. */
  number(token: bigint): RawNumber {
    return this.#numbers[Number(token)]!
  }

  /** The value with doubles for tokens, at every depth; the same one where it holds none. */
  plain(value: unknown): unknown {
    if (typeof value === 'bigint') return toNumber(this.number(value))
    if (this.#numbers.length === 0 || typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return this.#plainList(value)
    return isFunctionValue(value) ? value : this.#plainObject(value)
  }

  #plainList(list: readonly unknown[]): readonly unknown[] {
    const plain = list.map((item) => this.plain(item))
    return plain.some((item, i) => item !== list[i]) ? plain : list
  }

  #plainObject(object: object): object {
    const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    let isSame = true
    for (const [key, member] of Object.entries(object)) {
      copy[key] = this.plain(member)
      if (copy[key] !== member) isSame = false
    }
    return isSame ? object : copy
  }
}
