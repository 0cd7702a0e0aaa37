/** A scope for the tests of this room: an input, a small context object, one variable and a fixed seed. */
import { defaultLimits, seededRandom, type Json } from '#base'
import type { QueryScope } from './scope.ts'

export const testContext: Json = { Execution: { Id: 'run-1', Input: { n: 1 } }, Map: { Item: { Index: 2 } } }

export function testScope(input: Json): QueryScope {
  const random = seededRandom('test')
  return {
    input,
    context: () => testContext,
    variables: new Map<string, Json>([
      ['order', { id: 7, lines: [{ sku: 'a' }, { sku: 'b' }] }],
      ['größe', 3],
    ]),
    random: () => random,
    limits: defaultLimits,
  }
}

/** The lines of a table that is written as one text, cut at `=>`; blank lines do not count. */
export function tableOf(text: string): readonly (readonly [given: string, expected: string])[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.lastIndexOf(' => ')
      return [line.slice(0, at).trim(), line.slice(at + 4).trim()] as const
    })
}
