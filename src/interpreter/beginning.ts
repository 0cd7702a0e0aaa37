/**
 * Beginning at a state that somebody has chosen: a fork, or a redrive that goes on elsewhere than where the end was.
 *
 * Owns: how frames come to stand in that state, also inside of Parallel and inline Map states. Neighbours: `step` (the
 * events that carry a beginning), `states/parallel` and `states/map` (what their own begin does). Which inputs, variables
 * and outputs a beginning has is not decided here: they come from the record of an execution, or from whoever edits them.
 *
 * 1. The states around the chosen one are entered with the inputs that they are given, and their fields are evaluated.
 * 2. Siblings whose output is known keep it and write no event; all others begin at their first state.
 * 3. The variables of a frame are written with its Entered event, so that the record of a fork says all that a fork of
 *    it needs.
 * 4. All of it is one piece of the turn: nothing of it is left to a later turn but iterations without a place.
 */
import { AslError, emptyObject, type Payload } from '#base'
import type { ParallelState } from '#asl'
import type { Draft } from './draft.ts'
import { addFrame } from './enter.ts'
import { headerFrameId, rootFrameId, type Frame, type FrameId, type Place } from './frame.ts'
import { failState } from './outcome.ts'
import { startIteration, mapFailed, mapFields, openMap } from './states/map.ts'
import { branchesInput, inherited } from './states/parallel.ts'
import { assignVariables } from './variables.ts'

/** Where an execution begins: in a state, with its raw input and the variables of its scope. */
export interface Beginning {
  readonly stateName: string
  readonly input: Payload
  /** Those of this frame alone; a frame inside of it has its own. */
  readonly variables: ReadonlyMap<string, Payload>
  /** Where the state is a Parallel or an inline Map: the child in which the chosen state lies. */
  readonly inside?: InnerBeginning
}

export interface InnerBeginning {
  /** Which branch or iteration. */
  readonly index: number
  readonly beginning: Beginning
  /** The outputs of others, by their indexes. */
  readonly outputs: ReadonlyMap<number, Payload>
}

/** Lets the root frame stand in a state; the events that follow are behind `previousEventId`. */
export function beginRoot(draft: Draft, beginning: Beginning, previousEventId: number): void {
  const place: Place = { role: 'root', parentId: headerFrameId, index: 0 }
  addFrameAt(draft, { id: rootFrameId, place, previousEventId }, beginning)
  settle(draft, rootFrameId, beginning)
}

interface NewPlace {
  readonly id: FrameId
  readonly place: Place
  readonly previousEventId: number
}

function addFrameAt(draft: Draft, { id, ...at }: NewPlace, beginning: Beginning): void {
  const { stateName, input, variables } = beginning
  addFrame(draft, id, { ...at, stateName, input })
  draft.beginWith(variables)
}

/** Gives a frame its variables and goes inside of its state. Its siblings stand already: it may fail and cut them off. */
function settle(draft: Draft, id: FrameId, { variables, inside }: Beginning): void {
  let frame = draft.frame(id)!
  // One by one, for all that were assigned before may be more than one Assign could.
  for (const variable of variables) {
    const assigned = assignVariables(draft, frame, new Map([variable]))
    if (assigned instanceof AslError) return failState(draft, frame, assigned)
    frame = draft.put(assigned)
  }
  if (inside) goInside(draft, frame, inside)
}

function goInside(draft: Draft, frame: Frame, inside: InnerBeginning): void {
  const state = draft.stateOf(frame)
  if (state.type === 'Parallel') return beginBranches(draft, { frame, state }, inside)
  if (state.type === 'Map' && state.mode === 'INLINE') return beginIterations(draft, frame, inside)
  failState(draft, frame, nothingInside(`The state is a ${state.type}, which has nothing inside.`))
}

function beginBranches(
  draft: Draft,
  of: { readonly frame: Frame; readonly state: ParallelState },
  inside: InnerBeginning,
): void {
  const { frame, state } = of
  const count = state.branches.length
  if (inside.index >= count) return failState(draft, frame, tooFew(inside, count))
  const input = branchesInput(draft, frame, state)
  if (input instanceof AslError) return failState(draft, frame, input)
  const first = draft.allocate(count)
  const started = draft.record('ParallelStateStarted', frame.lastEventId)
  const known = knownOutputs(inside, count)
  draft.progress(frame, { kind: 'branches', first, count, open: count - known.size }, started)
  for (const [index, branch] of state.branches.entries()) {
    const place: Place = { ...inherited(frame), role: 'branch', parentId: frame.id, index }
    const at = { id: first + index, place, previousEventId: started }
    const output = known.get(index)
    if (output) putDone(draft, at, { stateName: branch.startAt, output })
    else if (index === inside.index) addFrameAt(draft, at, inside.beginning)
    else addFrameAt(draft, at, { stateName: branch.startAt, input, variables: new Map() })
  }
  settle(draft, first + inside.index, inside.beginning)
}

function beginIterations(draft: Draft, frame: Frame, inside: InnerBeginning): void {
  const fields = mapFields(draft, frame)
  if (fields instanceof AslError) return failState(draft, frame, fields)
  const count = fields.items.length
  if (inside.index >= count) return failState(draft, frame, tooFew(inside, count))
  const map = openMap(draft, frame, fields)
  const { progress } = map
  if (progress.kind !== 'iterations') return
  const known = knownOutputs(inside, count)
  // Those without an output up to the last that has one, or is chosen, had begun as well.
  const begun = Math.max(inside.index, ...known.keys()) + 1
  const { startAt } = fields.state.itemProcessor
  for (let index = 0; index < begun; index++) {
    const place: Place = { role: 'iteration', parentId: map.id, index }
    const at = { id: progress.first + index, place, previousEventId: map.lastEventId }
    const output = known.get(index)
    if (output) {
      putDone(draft, at, { stateName: startAt, output })
      continue
    }
    const chosen = index === inside.index ? inside.beginning : undefined
    const failure = startIteration(draft, map, { progress, index, ...(chosen && { begin: chosen }) })
    if (failure) return mapFailed(draft, withStarted(draft, map, index), { error: failure })
    if (chosen) draft.beginWith(chosen.variables)
  }
  draft.progress(map, { ...progress, started: begun, open: begun - known.size })
  settle(draft, progress.first + inside.index, inside.beginning)
}

function withStarted(draft: Draft, map: Frame, started: number): Frame {
  const { progress } = map
  return progress.kind === 'iterations' ? draft.progress(map, { ...progress, started }) : map
}

/** The outputs of siblings that there are now: the chosen one has none, and an edited definition may have fewer. */
function knownOutputs({ index, outputs }: InnerBeginning, count: number): ReadonlyMap<number, Payload> {
  return new Map([...outputs].filter(([of]) => of !== index && of < count))
}

function putDone(
  draft: Draft,
  { id, place, previousEventId }: NewPlace,
  { stateName, output }: { readonly stateName: string; readonly output: Payload },
): void {
  const visit = { place, stateName, enteredAt: draft.at, enteredEventId: previousEventId, input: emptyObject }
  draft.put({ id, visit, progress: { kind: 'done', output }, lastEventId: previousEventId })
}

function tooFew({ index }: InnerBeginning, count: number): AslError {
  return nothingInside(
    `It begins inside of the branch or iteration with the index ${index}, but there are only ${count}.`,
  )
}

function nothingInside(sentence: string): AslError {
  return new AslError('States.Runtime', `${sentence} Begin at this state itself, or at one before it.`)
}
