/** Parallel: its branches run on copies of its input; its result is the list of their outputs (feature map §3.3). */
import { AslError, Payload, type Json, type Outcome } from '#base'
import type { ParallelState } from '#asl'
import { abortFrames } from '../abort.ts'
import { applyDataPath, applyParameters, applyTemplate } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import { addFrame } from '../enter.ts'
import { queryScope } from '../evaluate.ts'
import { holdState } from '../hold-state.ts'
import { doneFrame, type Frame, type Place } from '../frame.ts'
import { completeState, failState } from '../outcome.ts'

/** Begins all branches: the first attempt, or another after a Retry. */
export function runParallel(draft: Draft, frame: Frame, state: ParallelState): void {
  const effective = branchesInput(draft, frame, state)
  if (effective instanceof AslError) return failState(draft, frame, effective)
  if (draft.isTest) return holdState(draft, frame)
  const count = state.branches.length
  const first = draft.allocate(count)
  const started = draft.record('ParallelStateStarted', frame.lastEventId)
  draft.progress(frame, { kind: 'branches', first, count, open: count }, started)
  state.branches.forEach((branch, index) => {
    const place: Place = { ...inherited(frame), role: 'branch', parentId: frame.id, index }
    addFrame(draft, first + index, {
      stateName: branch.startAt,
      input: effective,
      place,
      previousEventId: started,
    })
  })
}

/** What every branch gets. */
export function branchesInput(draft: Draft, frame: Frame, state: ParallelState): Outcome<Payload> {
  const scopeFor = (value: Json) => queryScope(draft, { frame, state }, value)
  const input = applyDataPath(state.inputPath, frame.visit.input, scopeFor)
  if (input instanceof AslError) return input
  const of = { frame, state, document: input, field: 'Arguments' }
  return applyParameters(draft, state.arguments ?? state.parameters, of)
}

/** The last state of a branch was left. */
export function branchEnded(draft: Draft, branch: Frame, output: Payload): void {
  const parent = draft.frame(branch.visit.place.parentId)
  if (parent?.progress.kind !== 'branches') return
  draft.put(doneFrame(branch, output))
  const { progress } = parent
  if (progress.open > 1) {
    draft.progress(parent, { ...progress, open: progress.open - 1 })
    return
  }
  const outputs = draft.children(progress.first, progress.count).map(outputOf)
  draft.drop(progress.first, progress.count)
  draft.record('ParallelStateSucceeded', branch.lastEventId)
  const done = draft.progress(parent, { kind: 'ready' }, branch.lastEventId)
  const state = draft.stateOf(parent) as ParallelState
  const result = applyTemplate(state.resultSelector, Payload.fromValue(outputs), () =>
    queryScope(draft, { frame: done, state }, outputs),
  )
  if (result instanceof AslError) failState(draft, done, result)
  else completeState(draft, done, result)
}

/** A branch failed and nothing in it handles the error: its siblings are cut off and the Parallel state fails. */
export function branchFailed(draft: Draft, branch: Frame, error: AslError): void {
  const parent = draft.frame(branch.visit.place.parentId)
  if (parent?.progress.kind !== 'branches') return
  const { first, count } = parent.progress
  const branches = draft.children(first, count).map((each) => (each.id === branch.id ? branch : each))
  abortFrames(draft, branches, { failingEventId: branch.lastEventId })
  draft.cutOff(first, count)
  failState(draft, { ...parent, lastEventId: branch.lastEventId }, error)
}

/** The Map item that a frame works on is its children's, too. */
export function inherited(frame: Frame): Pick<Place, 'item'> {
  const { item } = frame.visit.place
  return item ? { item } : {}
}

function outputOf(frame: Frame): Json {
  return frame.progress.kind === 'done' ? frame.progress.output.value : null
}
