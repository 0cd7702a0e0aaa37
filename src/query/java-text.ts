/**
 * A JSON value as Java's `toString` prints it, which AWS shows where a value becomes text: `{Arg1=1, Arg2=[]}`
 * (recorded: States.Format of an object). A text stands without quotes, at every depth.
 */
import { isArray, isObject, isRawNumber, type Json } from '#base'

export function javaText(value: Json): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isInteger(value) ? integerText(value) : doubleText(value)
  if (isArray(value)) return `[${value.map(javaText).join(', ')}]`
  if (isObject(value)) {
    const members = Object.keys(value).map((key) => `${key}=${javaText(value[key]!)}`)
    return `{${members.join(', ')}}`
  }
  if (isRawNumber(value)) {
    const text = value.rawJSON
    return /[.eE]/.test(text) ? doubleText(Number(text)) : text === '-0' ? '0' : text
  }
  return String(value)
}

// A computed integer that is too large for a long is a double in Java.
function integerText(value: number): string {
  return Math.abs(value) < 2 ** 63 ? String(BigInt(value)) : doubleText(value)
}

/** Java's `Double.toString`: decimals from 10^-3 up to 10^7, else one digit, a fraction and an exponent. */
export function doubleText(value: number): string {
  const size = Math.abs(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : value < 0 ? '-Infinity' : 'NaN'
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value)
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}
