/**
 * Event patterns as EventBridge has them: compiled once to closures, then asked for each event.
 *
 * A pattern is an object whose members are those of the event: each holds a list of values, one of which has to match, or
 * an object that goes deeper. `$or` holds a list of objects, one of which has to match.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 *
 * 1. A list in the event matches where one of its elements does; a deeper pattern has to match within one element.
 * 2. `exists: false` asks for the leaf in the whole event: it is there when any element of a list on the way has it.
 */
import { isArray, isObject, tryParseJson, type Json, type JsonObject } from '#base'
import { InvalidEventPattern } from './invalid-event-pattern.ts'
import { compileValueMatcher, type ValueMatcher } from './value-matcher.ts'

export interface EventPattern {
  matches(event: Json): boolean
}

/** The part of an event at a place in the pattern, and the whole event. */
type Test = (found: Json | undefined, event: Json) => boolean

/** How long a pattern may be, in characters, as on AWS's quota for rules. */
export const patternCharactersMax = 4096
/** How deep a pattern may go. */
const depthMax = 100
/** How many combinations the `$or`s of a pattern may have together. */
const combinationsMax = 1000

/** Throws `InvalidEventPattern`. */
export function compileEventPattern(text: string): EventPattern {
  const pattern = tryParseJson(text)
  if (pattern === undefined) throw new InvalidEventPattern('Event pattern is not valid JSON')
  return compileParsedPattern(pattern)
}

/** The same for a pattern that is parsed. Throws `InvalidEventPattern`. */
export function compileParsedPattern(pattern: Json): EventPattern {
  if (!isObject(pattern)) throw new InvalidEventPattern('Filter is not an object')
  if (countCombinations(pattern) > combinationsMax)
    throw new InvalidEventPattern(`Rule is too complex - $or has more than ${combinationsMax} combinations`)
  const test = compileObject(pattern, [])
  return { matches: (event) => test(event, event) }
}

function compileObject(pattern: JsonObject, path: readonly string[]): Test {
  if (path.length > depthMax) throw new InvalidEventPattern('Pattern is nested too deeply', path)
  const names = Object.keys(pattern)
  if (names.length === 0) throw new InvalidEventPattern('Empty objects are not allowed', path)
  const tests = names.map((name) => compileMember(name, pattern[name]!, path))
  return (found, event) => tests.every((test) => test(found, event))
}

function compileMember(name: string, value: Json, path: readonly string[]): Test {
  const place = [...path, name]
  if (name === '$or' && isAlternatives(value)) return compileAlternatives(value, path)
  if (isArray(value)) {
    const leaf = compileLeaf(value, place)
    return (found, event) => leaf(memberOf(found, name), event)
  }
  if (!isObject(value)) throw new InvalidEventPattern(`"${name}" must be an object or an array`, place)
  const deeper = inSomeElement(compileObject(value, place))
  return (found, event) => deeper(memberOf(found, name), event)
}

/** A member that happens to be named `$or` holds values, as any other does. */
function isAlternatives(value: Json): value is readonly JsonObject[] {
  return isArray(value) && value.length > 1 && value.every((each) => isObject(each) && !isOperator(each))
}

const operators = new Set([
  'exists',
  'prefix',
  'suffix',
  'anything-but',
  'numeric',
  'equals-ignore-case',
  'wildcard',
  'cidr',
])

/** Such an object is a match expression, unless it leads deeper. */
function isOperator(value: JsonObject): boolean {
  const names = Object.keys(value)
  return names.length === 1 && operators.has(names[0]!)
}

function compileAlternatives(alternatives: readonly JsonObject[], path: readonly string[]): Test {
  const tests = alternatives.map((each) => compileObject(each, path))
  return (found, event) => tests.some((test) => test(found, event))
}

/** A pattern below a list of the event has to match within one of its elements. */
function inSomeElement(test: Test): Test {
  const inSome: Test = (found, event) =>
    isArray(found) && found.length > 0
      ? found.some((element) => inSome(element, event))
      : test(isObject(found) ? found : undefined, event)
  return inSome
}

function compileLeaf(values: readonly Json[], path: readonly string[]): Test {
  if (values.length === 0) throw new InvalidEventPattern('Empty arrays are not allowed', path)
  const matchers = values.map((value) => compileValueMatcher(value, path))
  const wantsAbsence = matchers.some((matcher) => matcher === 'absent')
  const present = matchers.filter((matcher) => matcher !== 'absent')
  return (found, event) =>
    (wantsAbsence && !hasLeaf(event, path)) || (found !== undefined && someLeaf(found, present))
}

function someLeaf(found: Json, matchers: readonly Exclude<ValueMatcher, 'absent'>[]): boolean {
  if (isArray(found)) return found.some((element) => someLeaf(element, matchers))
  return !isObject(found) && matchers.some((matches) => matches(found))
}

/** Whether there is a value other than an object at the path; an empty list has none. */
function hasLeaf(found: Json | undefined, path: readonly string[]): boolean {
  if (isArray(found)) return found.some((element) => hasLeaf(element, path))
  if (path.length > 0) return isObject(found) && hasLeaf(memberOf(found, path[0]!), path.slice(1))
  return found !== undefined && !isObject(found)
}

function memberOf(found: Json | undefined, name: string): Json | undefined {
  return isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
}

function countCombinations(pattern: JsonObject): number {
  return Object.entries(pattern).reduce((count, [name, value]) => {
    if (name === '$or' && isAlternatives(value))
      return count * value.reduce((sum, each) => sum + countCombinations(each), 0)
    return isObject(value) ? count * countCombinations(value) : count
  }, 1)
}
