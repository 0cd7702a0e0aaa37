/**
 * The functions at the end of a path: `$.items.length()`, `$.sum($..price)`.
 *
 * They are Jayway's, which AWS evaluates paths with. AWS documents none of them; length() is what people use, and a
 * numeric one that AWS cannot compute fails there when it runs. None throws: what has no result is undefined.
 */
import { isArray, isNumber, isObject, toNumber, type Json } from '#base'
import { doubleText } from '../java-text.ts'

/** What the path found so far, and the arguments' values; a list among the arguments counts item by item. */
type PathFunction = (found: Json, args: readonly Json[]) => Json | undefined

const functions: Readonly<Record<string, PathFunction>> = {
  length: (found, args) => sizeOf(args.length > 0 ? args[0]! : found),
  size: (found, args) => sizeOf(args.length > 0 ? args[0]! : found),
  keys: (found) => (isObject(found) ? Object.keys(found) : undefined),
  first: (found) => (isArray(found) ? found[0] : undefined),
  last: (found) => (isArray(found) ? found.at(-1) : undefined),
  index: (found, [at]) => (isArray(found) && isNumber(at) ? found.at(toNumber(at)) : undefined),
  min: aggregate((numbers) => numbers.reduce((a, b) => Math.min(a, b))),
  max: aggregate((numbers) => numbers.reduce((a, b) => Math.max(a, b))),
  sum: aggregate(sum),
  avg: aggregate((numbers) => sum(numbers) / numbers.length),
  stddev: aggregate((numbers) => {
    const mean = sum(numbers) / numbers.length
    return Math.sqrt(sum(numbers.map((x) => (x - mean) ** 2)) / numbers.length)
  }),
}

export const pathFunctionNames: readonly string[] = Object.keys(functions)

export function isPathFunction(name: string): boolean {
  return Object.hasOwn(functions, name)
}

export function pathFunction(name: string): PathFunction {
  return functions[name]!
}

function sizeOf(value: Json): Json | undefined {
  if (isArray(value)) return value.length
  return isObject(value) ? Object.keys(value).length : undefined
}

// Of the numbers in the list that was found and among the arguments; without any there is nothing to compute. Jayway
// computes doubles, and a double keeps its fraction when it is written: the sum of [1, 2] is 3.0.
function aggregate(compute: (numbers: readonly number[]) => number): PathFunction {
  return (found, args) => {
    const values = [...(isArray(found) ? found : []), ...args.flat()]
    const numbers = values.filter((value) => isNumber(value)).map(toNumber)
    if (numbers.length === 0) return undefined
    const result = compute(numbers)
    return Number.isFinite(result) ? JSON.rawJSON(doubleText(result)) : undefined
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}
