/** The items of a Map: at ItemsPath (JSONPath), what Items gives (JSONata), or the input itself (feature map §2.9). */
import {
  AslError,
  isArray,
  isObject,
  kindOf,
  printJson,
  type Json,
  type JsonObject,
  type Outcome,
  type Payload,
} from '#base'
import type { MapState } from '#asl'
import { JsonataError, jsonataUnexpectedType } from '#query'
import { readPath } from './data-flow.ts'
import type { Draft } from './draft.ts'
import { evaluateValue, queryScope } from './evaluate.ts'
import type { Frame } from './frame.ts'

interface ItemsOf {
  readonly state: MapState
  readonly input: Payload
}

export function mapItems(draft: Draft, frame: Frame, of: ItemsOf): Outcome<readonly Json[]> {
  const found = itemsFound(draft, frame, of)
  return found instanceof AslError || isArray(found) ? found : noArray(of.state, found)
}

/** The items of a Distributed Map without a reader: the members of an object are items, too, by their names. */
export function distributedItems(
  draft: Draft,
  frame: Frame,
  of: ItemsOf,
): Outcome<readonly Json[] | JsonObject> {
  const found = itemsFound(draft, frame, of)
  return found instanceof AslError || isArray(found) || isObject(found) ? found : noArray(of.state, found)
}

function itemsFound(draft: Draft, frame: Frame, { state, input }: ItemsOf): Outcome<Json> {
  if (state.queryLanguage === 'JSONata')
    return state.items
      ? evaluateValue(draft, state.items, { frame, state, field: 'Items' })
      : frame.visit.input.value
  return state.itemsPath
    ? readPath(state.itemsPath, queryScope(draft, { frame, state }, input.value))
    : input.value
}

function noArray(state: MapState, value: Json): AslError {
  if (state.queryLanguage === 'JSONPath') {
    const path = state.itemsPath?.text ?? '$'
    const cause = `Reference path "${path}" must point to array.`
    return new AslError('States.Runtime', cause, { expression: path, met: kindOf(value) })
  }
  if (!state.items) {
    const cause = `Map state input must be an array but was: ${printJson(value)}`
    return new JsonataError(cause, { location: '', teaching: { met: kindOf(value) } })
  }
  // A literal is checked when the definition is read, so this one is an expression as a whole.
  const { expression } = state.items.expressions[0]!
  return jsonataUnexpectedType({ expression, field: 'Items', expected: 'array', value })
}
