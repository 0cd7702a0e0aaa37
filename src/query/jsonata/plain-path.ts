/**
 * Expressions that are only a path from `$states` or a variable through names: by far the most, and answered without the
 * package, at once, with every value shared and every number as it came.
 */
import { isArray, isObject, member, type ErrorTeaching, type Json } from '#base'
import { nearestName } from '../nearest-name.ts'
import type { JsonataScope } from '../jsonata.ts'

/** Reads the path; `notPlain` where it meets a list, over which a path maps. */
export type PlainPath = (scope: JsonataScope) => Json | undefined | typeof notPlain

export const notPlain = Symbol('notPlain')

/** What such an expression reads. */
export interface PlainPathText {
  readonly variable: string
  readonly names: readonly string[]
}

const plainText = /^\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)$/

// Names that are operators or values where they stand in a path.
const reserved = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

/** Reads a text as such an expression, without the package's parser; undefined where it may be anything else. */
export function readPlainPath(text: string): PlainPathText | undefined {
  const match = plainText.exec(text)
  if (!match) return undefined
  const names = match[2]!.split('.').slice(1)
  const isOrdinary = names.every((name) => !reserved.has(name))
  if (!isOrdinary || (match[1] === 'states' && !statesMembers.has(names[0] ?? ''))) return undefined
  return { variable: match[1]!, names }
}

const statesMembers = new Set(['input', 'result', 'errorOutput', 'context'])

/** The path of such a text. */
export function compilePlainPath({ variable, names }: PlainPathText): PlainPath {
  if (variable !== 'states') return (scope) => follow(scope.variables.get(variable), names, 0)
  const first = names[0] as 'input' | 'result' | 'errorOutput' | 'context'
  if (first === 'context') return ({ states }) => follow(states.context(), names, 1)
  return ({ states }) => follow(states[first], names, 1)
}

function follow(start: Json | undefined, names: readonly string[], from: number): ReturnType<PlainPath> {
  let value = start
  for (let i = from; i < names.length; i++) {
    if (isArray(value)) return notPlain
    value = isObject(value) ? member(value, names[i]!) : undefined
  }
  return value
}

/** Where the path of an expression without a result ends, and the name that it may have meant; nothing for other texts. */
export function explainPlainMiss(text: string, scope: JsonataScope): ErrorTeaching {
  const path = readPlainPath(text)
  if (!path) return {}
  const { variable, names } = path
  const states = variable === 'states'
  if (!states && !scope.variables.has(variable)) return near(variable, [...scope.variables.keys()])
  for (let length = states ? 1 : 0; length < names.length; length++) {
    const met = compilePlainPath({ variable, names: names.slice(0, length) })(scope)
    if (met === undefined || met === notPlain) return {}
    const next = isObject(met) ? member(met, names[length]!) : undefined
    if (next === undefined) return { met, ...(isObject(met) ? near(names[length]!, Object.keys(met)) : {}) }
  }
  return {}
}

function near(name: string, candidates: readonly string[]): ErrorTeaching {
  const nearest = nearestName(name, candidates)
  return nearest === undefined ? {} : { nearest }
}
