/** What the tests of JSONata share: a scope with a small document, and the outcome of an expression as one text. */
import { AslError, defaultLimits, parseJson, printJson, seededRandom, type Json } from '#base'
import { compileJsonata } from './compile-jsonata.ts'
import { JsonataSyntaxError } from './jsonata/jsonata-error.ts'
import type { JsonataScope } from './jsonata.ts'

const variables = new Map<string, Json>([
  ['customer', { name: 'Ada', tags: ['a', 'b'] }],
  ['größe', 3],
])

export function jsonataScope(input: Json, changes: Partial<JsonataScope> = {}): JsonataScope {
  const random = seededRandom('test')
  return {
    states: { input, context: () => ({ Execution: { Id: 'run-1' } }) },
    variables,
    at: 1_700_000_000_123,
    random: () => random,
    limits: defaultLimits,
    ...changes,
  }
}

/** The value's JSON text, `undefined`, or the cause after the sentence that names expression and field. */
export async function outcomeText(expression: string, scope: JsonataScope): Promise<string> {
  const compiled = compileJsonata(expression)
  if (compiled instanceof JsonataSyntaxError) return `${compiled.code}: ${compiled.message}`
  const outcome = await compiled.evaluate(scope, 'Output')
  if (outcome instanceof AslError) return outcome.cause!.replace(/^.*? specified for the field 'Output' /, '')
  return outcome === undefined ? 'undefined' : printJson(outcome)
}

/** The document of the tables in the tests, with numbers in unusual forms. */
export const document = parseJson(
  `{"a": 1, "text": "x", "n": 1.0, "minus": -0, "big": 12345678901234567890, "none": [], "deep": [[], [1]],
    "items": [{"id": 1, "price": 2}, {"id": 3, "price": 1.50}], "object": {"k": [1.0, 2]}}`,
)
