/** The items of a Map: at ItemsPath (JSONPath), what Items gives (JSONata), or the input itself (feature map §2.9). */
import {
  AslError,
  isArray,
  isObject,
  kindOf,
  printJson,
  type Json,
  type JsonObject,
  Payload,
  type Outcome,
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
  if (found instanceof AslError) return found
  if (!isArray(found)) return noArray(of.state, found)
  draft.note('afterItemsPath', Payload.fromValue(found))
  return found
}

/** The items of a Distributed Map without a reader: the members of an object are items, too, by their names. */
export function distributedItems(
  draft: Draft,
  frame: Frame,
  of: ItemsOf,
): Outcome<readonly Json[] | JsonObject> {
  const found = itemsFound(draft, frame, of)
  if (found instanceof AslError) return found
  if (!isArray(found) && !isObject(found)) return noArray(of.state, found)
  draft.note('afterItemsPath', Payload.fromValue(found))
  return found
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
    // A path into the context object is told as one into a document.
    const path = (state.itemsPath?.text ?? '$').replace(/^\$\$/, '$')
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
