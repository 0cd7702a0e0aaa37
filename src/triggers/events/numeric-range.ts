/** `{"numeric": [">", 0, "<=", 5]}`: compares what numbers mean. */
import { isArray, isNumber, toNumber, type Json } from '#base'
import { InvalidEventPattern } from './invalid-event-pattern.ts'

type Compare = (value: number, bound: number) => boolean

const comparisons: Readonly<Record<string, Compare>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

/** AWS's bounds of numbers in patterns. */
const magnitudeMax = 5_000_000_000

/** One comparison, or a lower bound and then an upper one. Throws `InvalidEventPattern`. */
export function compileNumericRange(operand: Json, path: readonly string[]): (value: Json) => boolean {
  if (!isArray(operand)) throw new InvalidEventPattern('Value of numeric must be an array.', path)
  if (operand.length === 0) throw new InvalidEventPattern('Invalid member in numeric match: ]', path)
  const bounds = readBounds(operand, path)
  checkPair(bounds, path)
  return (value) => {
    if (!isNumber(value)) return false
    const number = toNumber(value)
    return bounds.every(({ compare, bound }) => compare(number, bound))
  }
}

interface Bound {
  readonly sign: string
  readonly compare: Compare
  readonly bound: number
}

function readBounds(operand: readonly Json[], path: readonly string[]): readonly Bound[] {
  const bounds: Bound[] = []
  for (let i = 0; i < operand.length; i += 2) {
    const sign = operand[i]
    if (typeof sign !== 'string')
      throw new InvalidEventPattern(`Invalid member in numeric match: ${JSON.stringify(sign)}`, path)
    if (!Object.hasOwn(comparisons, sign))
      throw new InvalidEventPattern(`Unrecognized numeric range operator: ${sign}`, path)
    bounds.push({ sign, compare: comparisons[sign]!, bound: readBound(sign, operand[i + 1], path) })
  }
  return bounds
}

function readBound(sign: string, value: Json | undefined, path: readonly string[]): number {
  const name = sign === '=' ? 'equals' : sign
  if (!isNumber(value)) throw new InvalidEventPattern(`Value of ${name} must be numeric`, path)
  const bound = toNumber(value)
  if (Math.abs(bound) <= magnitudeMax) return bound
  throw new InvalidEventPattern(`Value of ${name} must be between -5.0E9 and 5.0E9, inclusive`, path)
}

function checkPair([first, second, third]: readonly Bound[], path: readonly string[]): void {
  if (!second) return
  if (third) throw new InvalidEventPattern('Too many terms in numeric range expression', path)
  if (!first!.sign.startsWith('>') || !second.sign.startsWith('<'))
    throw new InvalidEventPattern(
      `Bad numeric range operator: ${first!.sign.startsWith('>') ? second.sign : first!.sign}`,
      path,
    )
  if (first!.bound >= second.bound) throw new InvalidEventPattern('Bottom must be less than top', path)
}
