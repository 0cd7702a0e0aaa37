/** Evaluates a state's fields, in whichever language the state speaks. */
import { assert, AslError, type Json, type Outcome } from '#base'
import type { ValueTemplate } from '#asl'
import {
  explainJsonataMiss,
  jsonataNothing,
  jsonataUnexpectedType,
  type Jsonata,
  type JsonataScope,
  type JsonataTemplate,
  type QueryScope,
} from '#query'
import { contextObject, type ContextSource } from './context-object.ts'
import type { Draft } from './draft.ts'
import type { Evaluated } from './evaluated.ts'
import { variablesIn } from './variables.ts'

/** What a path or a payload template sees when `$` is the given document. */
export function queryScope(draft: Draft, of: Evaluated, document: Json): QueryScope {
  return {
    input: document,
    context: contextOf(draft, of),
    // Made where a path begins with a variable, and only there.
    get variables() {
      return variablesIn(draft, of.frame)
    },
    random: () => draft.random,
    limits: draft.limits,
  }
}

/** The value of a template; `document` is what `$` means in JSONPath, `field` what AWS calls it in JSONata's errors. */
export function evaluateTemplate(
  draft: Draft,
  template: ValueTemplate,
  of: Evaluated & { readonly document: Json; readonly field: string },
): Outcome<Json> {
  return isJsonata(template)
    ? evaluateValue(draft, template, of)
    : template.evaluate(queryScope(draft, of, of.document))
}

/** The value of an expression or of a template with expressions; one that gives nothing is an error. */
export function evaluateValue(
  draft: Draft,
  expression: Jsonata | JsonataTemplate,
  of: Evaluated & { readonly field: string },
): Outcome<Json> {
  const { field } = of
  const answer = draft.evaluations.ask((random) =>
    expression.evaluate(jsonataScope(draft, of, { expression, random }), field),
  )
  if (answer !== undefined) return answer
  assert(expression.kind === 'jsonata', 'a template gives a value or an error')
  const scope = jsonataScope(draft, of, { expression, random: () => draft.random })
  return jsonataNothing(expression, field, explainJsonataMiss(expression.text, scope))
}

/** The value of an expression that has to be of one kind. */
export function evaluateAs<T extends Json>(
  draft: Draft,
  expression: Jsonata,
  of: Evaluated & {
    readonly field: string
    readonly expected: string
    readonly is: (value: Json) => value is T
  },
): Outcome<T> {
  const value = evaluateValue(draft, expression, of)
  if (value instanceof AslError || of.is(value)) return value
  const { field, expected } = of
  return jsonataUnexpectedType({ expression, field, expected, value })
}

function jsonataScope(
  draft: Draft,
  of: Evaluated,
  { expression, random }: { expression: Jsonata | JsonataTemplate; random: JsonataScope['random'] },
): JsonataScope {
  const { frame, result, errorOutput } = of
  const { elsewhere } = draft.environment
  return {
    states: {
      input: frame.visit.input.value,
      ...(result && { result: result.value }),
      ...(errorOutput && { errorOutput: errorOutput.value }),
      context: contextOf(draft, of),
    },
    variables: readsVariables(expression) ? variablesIn(draft, frame) : noVariables,
    at: draft.at,
    random,
    limits: draft.limits,
    ...(elsewhere && { elsewhere: (request) => draft.evaluations.elsewhere(() => elsewhere(request)) }),
  }
}

const noVariables: ReadonlyMap<string, Json> = new Map()

/** The scopes around a frame may have to be loaded, so they are looked up where they are read, and only there. */
function readsVariables(expression: Jsonata | JsonataTemplate): boolean {
  if (expression.kind === 'jsonata-template')
    return expression.expressions.some((part) => readsVariables(part.expression))
  return expression.variables.length > 0 || expression.functionsAsValues.length > 0
}

function contextOf(draft: Draft, of: Omit<ContextSource, 'identity'>): () => Json {
  let context = draft.environment.inspection?.context
  return () => (context ??= contextObject({ ...of, identity: draft.identity }))
}

/** An expression or template of JSONata says so; JSONPath's have no such kind. */
export function isJsonata<T extends object>(value: T): value is Extract<T, Jsonata | JsonataTemplate> {
  return 'kind' in value && (value.kind === 'jsonata' || value.kind === 'jsonata-template')
}
