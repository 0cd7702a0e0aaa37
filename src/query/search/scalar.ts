/**
 * The values that a search compares: scalars of JSON, with large integers kept exactly.
 *
 * Numbers are compared as doubles, but for integers of up to 63 bits, which are compared digit by digit: ids of other
 * systems are often such.
 */
import { isNumber, isRawNumber, toNumber, type Json, type RawNumber } from '#base'

/** A JSON scalar; an integer that a double would round has its digits. */
export type SearchScalar = string | number | boolean | null | { readonly digits: string }

/** Texts of more characters (UTF-16 units) than this are not indexed. */
export const indexedCharactersMax = 256

const int64Max = 2n ** 63n - 1n

/** The scalar of a value; undefined for an array, an object, or a text that is too long. */
export function toScalar(value: Json | undefined): SearchScalar | undefined {
  if (typeof value === 'string') return value.length <= indexedCharactersMax ? value : undefined
  if (value === null || typeof value === 'boolean') return value
  return isNumber(value) ? toNumberScalar(value) : undefined
}

/** A number as it is compared. */
export function toNumberScalar(value: number | RawNumber): number | { readonly digits: string } {
  const near = toNumber(value)
  // Minus zero equals zero.
  if (!isRawNumber(value) || Number.isSafeInteger(near)) return near === 0 ? 0 : near
  if (!/^-?\d+$/.test(value.rawJSON)) return near
  const exact = BigInt(value.rawJSON)
  const isLong = exact <= int64Max && exact >= -int64Max - 1n
  return isLong ? { digits: exact.toString() } : near
}

/** What kind of value it is; ranges are of one kind. */
export function kindOfScalar(value: SearchScalar): 'text' | 'number' | 'boolean' | 'null' {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'text'
  return typeof value === 'boolean' ? 'boolean' : 'number'
}
