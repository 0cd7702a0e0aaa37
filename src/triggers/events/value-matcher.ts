/**
 * The values of a pattern: what matches one value of an event.
 *
 * A text, number, true, false or null matches its equal; an object with one operator matches as that says. Numbers are
 * compared as they are written, as on AWS: 300 is not 3.0e2; `numeric` compares what they mean.
 */
import { isArray, isNumber, isObject, kindOf, printJson, type Json, type JsonObject } from '#base'
import { compileCidr } from './cidr.ts'
import { InvalidEventPattern } from './invalid-event-pattern.ts'
import { compileNumericRange } from './numeric-range.ts'
import { compileWildcard } from './wildcard.ts'

type Matches = (value: Json) => boolean
type Path = readonly string[]

/** Judges a value that is there; `absent` matches where there is none. */
export type ValueMatcher = Matches | 'absent'

/** Throws `InvalidEventPattern`. */
export function compileValueMatcher(value: Json, path: Path): ValueMatcher {
  if (isArray(value))
    throw new InvalidEventPattern('Match value must be String, number, true, false, or null', path)
  return isObject(value) ? compileOperator(value, path) : equalTo(value)
}

function equalTo(expected: Json): Matches {
  if (!isNumber(expected)) return (value) => value === expected
  const text = printJson(expected)
  return (value) => isNumber(value) && printJson(value) === text
}

const textOperators: Readonly<Record<string, (operand: string, path: Path) => (text: string) => boolean>> = {
  prefix: (start) => (text) => text.startsWith(start),
  suffix: (end) => (text) => text.endsWith(end),
  'equals-ignore-case': (other) => {
    const folded = fold(other)
    return (text) => fold(text) === folded
  },
  wildcard: compileWildcard,
}

function compileOperator(expression: JsonObject, path: Path): ValueMatcher {
  const [name, ...others] = Object.keys(expression)
  if (name === undefined) throw new InvalidEventPattern('Empty objects are not allowed', path)
  if (others.length > 0) throw new InvalidEventPattern('Only one key allowed in match expression', path)
  const operand = expression[name]!
  switch (name) {
    case 'exists':
      if (typeof operand === 'boolean') return operand ? () => true : 'absent'
      throw new InvalidEventPattern('exists match pattern must be either true or false.', path)
    case 'anything-but':
      return compileAnythingBut(operand, path)
    case 'numeric':
      return compileNumericRange(operand, path)
    case 'cidr':
      return ofText(compileCidr(textOperand(name, operand, path), path))
    default:
      if (!Object.hasOwn(textOperators, name))
        throw new InvalidEventPattern(`Unrecognized match type ${name}`, path)
      return ofText(compileTextOperator(name, operand, path))
  }
}

/** `{"prefix": "a"}`, and `{"prefix": {"equals-ignore-case": "a"}}` likewise for suffixes. */
function compileTextOperator(name: string, operand: Json, path: Path): (text: string) => boolean {
  if (isObject(operand) && (name === 'prefix' || name === 'suffix')) {
    const [inner, ...others] = Object.keys(operand)
    if (inner !== 'equals-ignore-case' || others.length > 0)
      throw new InvalidEventPattern(
        `Unsupported ${name} pattern: expected equals-ignore-case, found ${inner}`,
        path,
      )
    const matches = textOperators[name]!(fold(textOperand(inner, operand[inner]!, path)), path)
    return (text) => matches(fold(text))
  }
  return textOperators[name]!(textOperand(name, operand, path), path)
}

function textOperand(name: string, operand: Json, path: Path): string {
  if (typeof operand === 'string') return operand
  throw new InvalidEventPattern(`${name} match pattern must be a string`, path)
}

/** A value, a list of texts or of numbers, or an object with an operator of texts and one text or a list of them. */
function compileAnythingBut(operand: Json, path: Path): Matches {
  if (isObject(operand)) return compileAnythingButOperator(operand, path)
  const values = isArray(operand) ? operand : [operand]
  if (values.length === 0) throw new InvalidEventPattern('Empty arrays are not allowed', path)
  const kinds = new Set(values.map(kindOf))
  if (![...kinds].every((kind) => kind === 'string' || kind === 'number'))
    throw new InvalidEventPattern('Inside anything but list, start|null|boolean is not supported.', path)
  if (kinds.size > 1)
    throw new InvalidEventPattern(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
      path,
    )
  const equals = values.map(equalTo)
  return (value) => !equals.some((matches) => matches(value))
}

function compileAnythingButOperator(operand: JsonObject, path: Path): Matches {
  const [name, ...others] = Object.keys(operand)
  if (name === undefined || others.length > 0)
    throw new InvalidEventPattern('Only one key allowed in match expression', path)
  if (!Object.hasOwn(textOperators, name))
    throw new InvalidEventPattern(`Unsupported anything-but pattern: ${name}`, path)
  const given = operand[name]!
  const texts = isArray(given) ? given : [given]
  if (texts.length === 0) throw new InvalidEventPattern('Empty arrays are not allowed', path)
  const all = texts.map((text) => ofText(textOperators[name]!(textOperand(name, text, path), path)))
  return (value) => !all.some((matches) => matches(value))
}

function ofText(matches: (text: string) => boolean): Matches {
  return (value) => typeof value === 'string' && matches(value)
}

function fold(text: string): string {
  return text.toLowerCase()
}
