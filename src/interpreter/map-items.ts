/** The items of a Map: at ItemsPath (JSONPath), what Items gives (JSONata), or the input itself (feature map §2.9). */
import { AslError, isArray, kindOf, printJson, type Json, type Outcome, type Payload } from '#base'
import type { MapState } from '#asl'
import { JsonataError, jsonataUnexpectedType } from '#query'
import { readPath } from './data-flow.ts'
import type { Draft } from './draft.ts'
import { evaluateValue, queryScope } from './evaluate.ts'
import type { Frame } from './frame.ts'

export function mapItems(
  draft: Draft,
  frame: Frame,
  of: { readonly state: MapState; readonly input: Payload },
): Outcome<readonly Json[]> {
  const { state, input } = of
  if (state.queryLanguage === 'JSONata') return expressedItems(draft, frame, state)
  const scope = queryScope(draft, { frame, state }, input.value)
  const found = state.itemsPath ? readPath(state.itemsPath, scope) : input.value
  if (found instanceof AslError || isArray(found)) return found
  const path = state.itemsPath?.text ?? '$'
  return new AslError('States.Runtime', `Reference path "${path}" must point to array.`, {
    expression: path,
    met: kindOf(found),
  })
}

function expressedItems(draft: Draft, frame: Frame, state: MapState): Outcome<readonly Json[]> {
  if (!state.items) return inputItself(frame.visit.input.value)
  const field = 'Items'
  const value = evaluateValue(draft, state.items, { frame, state, field })
  if (value instanceof AslError || isArray(value)) return value
  // A literal is checked when the definition is read, so this one is an expression as a whole.
  const { expression } = state.items.expressions[0]!
  return jsonataUnexpectedType({ expression, field, expected: 'array', value })
}

function inputItself(input: Json): Outcome<readonly Json[]> {
  if (isArray(input)) return input
  return new JsonataError(`Map state input must be an array but was: ${printJson(input)}`, {
    location: '',
    teaching: { met: kindOf(input) },
  })
}
