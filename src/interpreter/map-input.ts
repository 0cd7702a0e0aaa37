/**
 * What a running Map keeps of its input, and what its iterations get of it (invariant 4).
 *
 * Every iteration that begins or ends touches the Map's frame, and the raw input of the Map holds the whole array. So
 * while a Map with a large input runs, that input lies aside, with the items, and the frame has only the part that the
 * ItemSelector reads. What ends the Map or fails it gets the input back first.
 */
import { AslError, emptyObject, isObject, member, Payload, setMember, type Json, type Outcome } from '#base'
import type { MapState, ValueTemplate } from '#asl'
import type { Template } from '#query'
import { applyDataPath, applyParameters } from './data-flow.ts'
import type { Draft } from './draft.ts'
import { isJsonata, queryScope } from './evaluate.ts'
import type { FrameId, Frame, MapItem } from './frame.ts'

/** A raw input with more characters than this is put aside. */
const inputCharactersMax = 10_000

/** The input that a Map works on: what InputPath has left of the raw one. */
export function mapInput(draft: Draft, frame: Frame, state: MapState): Outcome<Payload> {
  const input = applyDataPath(state.inputPath, frame.visit.input, (value) =>
    queryScope(draft, { frame, state }, value),
  )
  if (!(input instanceof AslError)) draft.note('afterInputPath', input)
  return input
}

/**
 * Puts the raw input aside, with the items under `first`, where it is large and the ItemSelector does not need all of
 * it. The frame that is given back says so in `inputAside`.
 */
export function putInputAside(
  draft: Draft,
  frame: Frame,
  of: { state: MapState; input: Payload; first: FrameId },
): { readonly frame: Frame; readonly inputAside: boolean } {
  const raw = frame.visit.input
  if (raw.text.length <= inputCharactersMax) return { frame, inputAside: false }
  const part = partRead(of.state.itemSelector, of.input)
  if (!part || part.text.length > inputCharactersMax) return { frame, inputAside: false }
  draft.chunks.putAside(of.first, raw)
  return { frame: withInput(frame, part), inputAside: true }
}

/** The Map's frame with its raw input. */
export function withInputBack(draft: Draft, frame: Frame): Frame {
  const { progress } = frame
  if (progress.kind !== 'iterations' || !progress.inputAside) return frame
  return withInput(frame, draft.chunks.aside(progress.first))
}

/** An iteration's input: the item, or what the ItemSelector makes of the Map's input and the item. */
export function iterationInput(
  draft: Draft,
  frame: Frame,
  of: { state: MapState; item: MapItem },
): Outcome<Payload> {
  const { state, item } = of
  if (!state.itemSelector) return item.value
  const isAside = frame.progress.kind === 'iterations' && frame.progress.inputAside
  if (isAside) {
    const selected = selectItem(draft, frame, { ...of, input: frame.visit.input })
    if (!(selected instanceof AslError)) return selected
  }
  // An error shows the whole input, so a selector that has failed on a part of it fails again.
  const whole = withInputBack(draft, frame)
  const input = mapInput(draft, whole, state)
  return input instanceof AslError ? input : selectItem(draft, whole, { ...of, input })
}

function selectItem(
  draft: Draft,
  frame: Frame,
  of: { state: MapState; item: MapItem; input: Payload },
): Outcome<Payload> {
  const { state, item, input } = of
  const field = 'ItemSelector'
  return applyParameters(draft, state.itemSelector, { frame, state, item, document: input, field })
}

/** The members of the input that the ItemSelector names; undefined where it may look at the input as a whole. */
function partRead(selector: ValueTemplate | undefined, input: Payload): Payload | undefined {
  const names = selector ? namesRead(selector) : new Set<string>()
  if (names?.size === 0) return emptyObject
  if (!names || !isObject(input.value)) return undefined
  const part: Record<string, Json> = {}
  for (const name of names) {
    const value = member(input.value, name)
    if (value !== undefined) setMember(part, name, value)
  }
  return Payload.fromValue(part)
}

function namesRead(selector: ValueTemplate): ReadonlySet<string> | undefined {
  if (!isJsonata(selector)) return namesInPaths(selector)
  const looksAtInput = selector.expressions.some(({ expression }) =>
    expression.statesMembers.includes('input'),
  )
  return looksAtInput ? undefined : new Set()
}

function namesInPaths({ expressions = [] }: Template): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  for (const path of expressions.flatMap(({ expression }) => expression.paths ?? [])) {
    if (path.root !== 'input') continue
    const [name] = path.leadingNames
    // A filter can begin at the whole input again: `$.list[?(@.id == $.id)]`.
    if (name === undefined || path.text.includes('$', 1)) return undefined
    names.add(name)
  }
  return names
}

function withInput(frame: Frame, input: Payload): Frame {
  return { ...frame, visit: { ...frame.visit, input } }
}
