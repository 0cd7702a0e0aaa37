/**
 * How a state ends: it leaves for the next one, or fails and is retried, caught or passed on to the state around it.
 *
 * Owns: the events that a state's end writes and their order (feature map §3.2–3.4).
 *
 * 1. A state that fails writes no Exited event; one that is left through a Catch does.
 * 2. `States.Runtime` and a state output that is too large are caught by nobody: they end the execution.
 */
import { AslError, Payload, type Json } from '#base'
import type { Catcher, State } from '#asl'
import { applyDataPath, applyResultPath, scopeOf } from './data-flow.ts'
import type { Draft } from './draft.ts'
import { enterState } from './enter.ts'
import { errorDetails, shortened } from './error-details.ts'
import { rootFrameId, type Frame } from './frame.ts'
import { nextRetry } from './retry.ts'
import { findCatcher } from './catch.ts'
import { branchEnded, branchFailed } from './states/parallel.ts'
import { iterationEnded, iterationFailed } from './states/map.ts'
import { isCatchable, stateTooLarge } from './uncaught.ts'

/** The state's work is done; `result` still has to go through ResultPath and OutputPath. */
export function completeState(draft: Draft, frame: Frame, result: Payload): void {
  const state = draft.stateOf(frame)
  const merged = 'resultPath' in state ? applyResultPath(state, frame.visit.input, result) : result
  if (merged instanceof AslError) return failState(draft, frame, merged)
  const paths = state as { readonly outputPath?: Parameters<typeof applyDataPath>[0] }
  const output = applyDataPath(paths.outputPath, merged, (input: Json) =>
    scopeOf(draft, { frame, state }, input),
  )
  if (output instanceof AslError) return failState(draft, frame, output)
  leaveState(draft, frame, { output, next: 'next' in state ? state.next : undefined })
}

/** Writes the Exited event and goes to the next state, or ends the branch. */
export function leaveState(
  draft: Draft,
  frame: Frame,
  to: { output: Payload; next: string | undefined },
): void {
  const state = draft.stateOf(frame)
  if (to.output.exceeds(draft.limits.payloadBytesMax)) return passOn(draft, frame, stateTooLarge(state.name))
  const exited = draft.record(
    `${state.type as Exclude<State['type'], 'Fail'>}StateExited`,
    frame.lastEventId,
    {
      name: state.name,
      output: to.output,
    },
  )
  if (to.next === undefined) endFrame(draft, { ...frame, lastEventId: exited }, to.output)
  else enterState(draft, { ...frame, lastEventId: exited }, { stateName: to.next, input: to.output })
}

/** The last state of a block was left: the execution, the branch or the iteration has succeeded. */
function endFrame(draft: Draft, frame: Frame, output: Payload): void {
  switch (frame.visit.place.role) {
    case 'root':
      draft.record('ExecutionSucceeded', frame.lastEventId, { output })
      return draft.end({ status: 'SUCCEEDED', output })
    case 'branch':
      return branchEnded(draft, frame, output)
    case 'iteration':
      return iterationEnded(draft, frame, output)
  }
}

/**
 * The state failed; the events that say so are written and `frame.lastEventId` is the last of them. A Parallel or Map
 * has cut off and dropped its children before.
 */
export function failState(draft: Draft, frame: Frame, failure: AslError): void {
  const state = draft.stateOf(frame)
  const error = shortened(named(frame, failure))
  const handles = 'retry' in state && isCatchable(error)
  if (handles) {
    const retry = nextRetry(draft, { frame, state }, error)
    if (retry) {
      draft.put({ ...frame, retries: retry.retries, progress: { kind: 'retrying', dueAt: retry.dueAt } })
      return
    }
  }
  const failed = recordGivenUp(draft, frame, state)
  const catcher = handles ? findCatcher(state.catch, error) : undefined
  if (catcher) return catchError(draft, failed, { catcher, error })
  passOn(draft, failed, error)
}

function catchError(draft: Draft, frame: Frame, caught: { catcher: Catcher; error: AslError }): void {
  const { error, catcher } = caught
  const output = Payload.fromValue({ Error: error.error ?? null, Cause: error.cause ?? null })
  const merged = applyResultPath(catcher, frame.visit.input, output)
  if (merged instanceof AslError) return passOn(draft, frame, named(frame, merged))
  leaveState(draft, frame, { output: merged, next: catcher.next })
}

/** No retry is left: a Parallel or Map that was started says that it has failed. */
function recordGivenUp(draft: Draft, frame: Frame, state: State): Frame {
  if (state.type !== 'Parallel' && state.type !== 'Map') return frame
  if (frame.progress.kind === 'ready') return frame
  return { ...frame, lastEventId: draft.record(`${state.type}StateFailed`, frame.lastEventId) }
}

/** Nobody here handles the error: it is the error of the branch, the iteration or the execution. */
function passOn(draft: Draft, frame: Frame, error: AslError): void {
  // Its task has been answered and its children are gone, so there is nothing of its own to cut off any more.
  const failed: Frame = { ...frame, progress: { kind: 'ready' } }
  switch (frame.visit.place.role) {
    case 'root':
      return failExecution(draft, frame.lastEventId, error)
    case 'branch':
      return branchFailed(draft, failed, error)
    case 'iteration':
      return iterationFailed(draft, failed, error)
  }
}

export function failExecution(draft: Draft, previousEventId: number, error: AslError): void {
  const details = errorDetails(error)
  draft.record('ExecutionFailed', previousEventId, details)
  draft.teach(error)
  draft.end({ status: 'FAILED', ...details })
}

/** The machine's own TimeoutSeconds has passed, or the longest time that an execution may take. */
export function timeOutExecution(draft: Draft): void {
  const root = draft.frame(rootFrameId)
  draft.record('ExecutionTimedOut', root?.lastEventId ?? 0, { error: 'States.Timeout' })
  draft.end({ status: 'TIMED_OUT' })
}

export function abortExecution(draft: Draft, error: AslError): void {
  const details = errorDetails(error)
  draft.record('ExecutionAborted', 0, details)
  draft.end({ status: 'ABORTED', ...details })
}

/** AWS begins the cause of a run-time error with the state that it happened in. */
function named(frame: Frame, error: AslError): AslError {
  if (error.error === undefined || !namedErrors.has(error.error) || namedAlready.test(error.cause ?? ''))
    return error
  const { stateName, enteredEventId } = frame.visit
  const cause = `An error occurred while executing the state '${stateName}' (entered at the event id #${enteredEventId}). ${error.cause ?? ''}`
  return new AslError(error.error, cause, error.teaching)
}

const namedErrors: ReadonlySet<string> = new Set([
  'States.Runtime',
  'States.IntrinsicFailure',
  'States.ParameterPathFailure',
  'States.NoChoiceMatched',
])
const namedAlready = /^An error occurred while executing the state '/
