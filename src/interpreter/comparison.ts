/** The comparisons and type tests of Choice rules, as a table. A value of another type makes a comparison false. */
import { compareInstants, isNumber, parseTimestamp, toNumber, type Json } from '#base'
import type { ChoiceOperator } from '#asl'

const typeTests: Partial<Record<ChoiceOperator, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => isNumber(value),
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
}

/** Whether a type test holds for the value; undefined where the operator is no type test. */
export function testType(operator: ChoiceOperator, value: Json): boolean | undefined {
  return typeTests[operator]?.(value)
}

/** Whether a comparison holds. */
export function compare(operator: ChoiceOperator, value: Json, expected: Json): boolean {
  if (operator === 'BooleanEquals') return typeof value === 'boolean' && value === expected
  if (operator === 'StringMatches') return matchesPattern(value, expected)
  const order = orderOf(operator, value, expected)
  if (order === undefined) return false
  if (operator.endsWith('LessThanEquals')) return order <= 0
  if (operator.endsWith('GreaterThanEquals')) return order >= 0
  if (operator.endsWith('LessThan')) return order < 0
  if (operator.endsWith('GreaterThan')) return order > 0
  return order === 0
}

/** Negative, zero or positive; undefined where one of the two is not of the operator's type. */
function orderOf(operator: ChoiceOperator, a: Json, b: Json): number | undefined {
  if (operator.startsWith('Numeric'))
    return isNumber(a) && isNumber(b) ? toNumber(a) - toNumber(b) : undefined
  if (typeof a !== 'string' || typeof b !== 'string') return undefined
  if (operator.startsWith('String')) return a < b ? -1 : a > b ? 1 : 0
  const [at, bt] = [parseTimestamp(a), parseTimestamp(b)]
  return at && bt ? compareInstants(at, bt) : undefined
}

/**
 * `*` stands for any characters; a backslash before it (or before a backslash) takes it as it is. Each star takes as
 * little as it can and only the last one is ever moved on, so the time is bounded by the two lengths multiplied.
 */
function matchesPattern(value: Json, pattern: Json): boolean {
  if (typeof value !== 'string' || typeof pattern !== 'string') return false
  const parts = patternParts(pattern)
  const first = parts[0]!
  if (parts.length === 1) return value === first
  const last = parts.at(-1)!
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last))
    return false
  let from = first.length
  const end = value.length - last.length
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, from)
    if (found < 0 || found + part.length > end) return false
    from = found + part.length
  }
  return true
}

/** The literal texts between the stars. */
function patternParts(pattern: string): string[] {
  const parts = ['']
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    if (char === '*') parts.push('')
    else if (char === '\\' && (pattern[i + 1] === '*' || pattern[i + 1] === '\\'))
      parts[parts.length - 1] += pattern[++i]!
    else parts[parts.length - 1] += char
  }
  return parts
}
