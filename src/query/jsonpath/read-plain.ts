/**
 * Reading a path of only names and indexes: the common case, so it allocates nothing (50 ns for `$.a.b`), and
 * the words for why it finds nothing, which are Jayway's as AWS shows them.
 */
import { isArray, isObject, isRawNumber, type Json } from '#base'
import { javaText } from '../java-text.ts'
import { nearestName } from '../nearest-name.ts'
import { PathMiss } from '../path.ts'
import { canonicalText, type PathToken } from './syntax.ts'

/** A name or an index. */
export type PlainStep = string | number

/** As many steps as are plain from the start of the path. */
export function plainSteps(tokens: readonly PathToken[]): readonly PlainStep[] {
  const steps: PlainStep[] = []
  for (const token of tokens) {
    if (token.kind === 'name') steps.push(token.name)
    else if (token.kind === 'index') steps.push(token.index)
    else break
  }
  return steps
}

/** What the steps lead to, or undefined where they lead nowhere. */
export function readPlain(document: Json, steps: readonly PlainStep[]): Json | undefined {
  let value: Json | undefined = document
  for (let i = 0; i < steps.length; i++) {
    value = readStep(value, steps[i]!)
    if (value === undefined) return undefined
  }
  return value
}

export function readStep(value: Json, step: PlainStep): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (typeof step === 'number') {
    if (!isArray(value)) return undefined
    return value[step < 0 ? value.length + step : step]
  }
  // A raw number is an object in JavaScript, with this one member.
  if (Array.isArray(value) || (step === 'rawJSON' && isRawNumber(value))) return undefined
  return Object.hasOwn(value, step) ? (value as { readonly [key: string]: Json })[step] : undefined
}

/** Why a definite path finds nothing in the document; the words and the resemblance are made when asked for. */
export function explainMiss(document: Json, tokens: readonly PathToken[]): PathMiss {
  const steps = plainSteps(tokens)
  let value = document
  for (const [at, step] of steps.entries()) {
    const next = readStep(value, step)
    if (next === undefined) return missAt(value, tokens, at)
    value = next
  }
  // The steps lead somewhere; what follows them (several names, a function) is what has no result.
  return missAt(value, tokens, steps.length)
}

function missAt(value: Json, tokens: readonly PathToken[], at: number): PathMiss {
  const token = tokens[at]!
  return new PathMiss(
    () => missReason(value, tokens, at),
    () =>
      token.kind === 'name' && isObject(value) ? nearestName(token.name, Object.keys(value)) : undefined,
  )
}

function missReason(value: Json, tokens: readonly PathToken[], at: number): string {
  const token = tokens[at]!
  const here = canonicalText(tokens.slice(0, at))
  if (token.kind === 'index' && value === null) return `The path ${here} is null`
  if (token.kind === 'index' && !isArray(value)) {
    const filter = canonicalText(tokens.slice(at)).slice(1)
    return `Filter: ${filter} can only be applied to arrays. Current context is: ${javaText(value)}`
  }
  if ((token.kind === 'name' || token.kind === 'names') && !isObject(value)) {
    const property = canonicalText([token]).slice(1)
    return (
      `Expected to find an object with property ${property} in path ${here} but found '${javaClass(value)}'. This is ` +
      "not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
    )
  }
  return token.kind === 'name' && at < tokens.length - 1
    ? `Missing property in path ${canonicalText(tokens.slice(0, at + 1))}`
    : `No results for path: ${canonicalText(tokens)}`
}

function javaClass(value: Json): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'java.util.ArrayList'
  if (typeof value === 'string') return 'java.lang.String'
  if (typeof value === 'boolean') return 'java.lang.Boolean'
  if (typeof value !== 'number') return 'java.lang.Double'
  if (!Number.isInteger(value)) return 'java.lang.Double'
  return Math.abs(value) < 2 ** 31 ? 'java.lang.Integer' : 'java.lang.Long'
}
