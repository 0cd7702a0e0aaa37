/** The functions that the tests behind the executable corpus call, by what those tests say that they do. */
import { AslError, printJson, parseJson, type Json, type JsonObject } from '#base'
import type { Answer, PlayedTask } from './test-play.ts'

const functions: Readonly<Record<string, (input: never) => Json>> = {
  Add: ([a, b]: readonly [number, number]) => a + b,
  Subtract: ([a, b]: readonly [number, number]) => a - b,
  incrementQuantity: (item: { readonly quantity: number }) => ({ ...item, quantity: item.quantity + 1 }),
  ...Object.fromEntries('abcdefg'.split('').map((letter) => [letter, () => letter.toUpperCase()])),
}

/** A function of the table answers; `mock-arn` takes longer than any timeout; any other one is not there. */
export function customFunction({ name, parameters }: PlayedTask): Answer {
  if (name === 'mock-arn') return undefined
  const custom = functions[name]
  if (custom) return custom(parameters as never)
  return new AslError('Lambda.ResourceNotFoundException', `Function not found: ${name}`)
}

/** statebox names its own functions `module:NAME`; here they are local functions, whose Resource is the name. */
export function withCustomResources(definition: JsonObject): JsonObject {
  return parseJson(printJson(definition).replaceAll('"module:', '"')) as JsonObject
}
