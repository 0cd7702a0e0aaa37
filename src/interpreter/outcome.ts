/**
 * How a state ends: it leaves for the next one, or fails and is retried, caught or passed on to the state around it.
 *
 * Owns: the events that a state's end writes and their order (feature map §3.2–3.4).
 *
 * 1. A state that fails writes no Exited event; one that is left through a Catch does.
 * 2. `States.Runtime` and a state output that is too large are caught by nobody: they end the execution.
 * 3. What a failure cuts off is dropped where it is retried, caught or tolerated. Where nobody handles it, the execution
 *    ends and the frames stay as they are: a redrive goes on with them (`redrive.ts`).
 * 4. Assign and Output see the variables as they were when the state was entered, whichever is evaluated first.
 */
import { AslError, Payload, type Outcome } from '#base'
import type { Catcher, State, WithAssign, WithNext, WithOutput, WithPaths, WithResultPath } from '#asl'
import { JsonataError } from '#query'
import { abortMapRuns } from './abort-map-runs.ts'
import { assignmentsOf, type Assignments } from './assign.ts'
import { findCatcher } from './catch.ts'
import { applyDataPath, applyResultPath } from './data-flow.ts'
import type { Draft } from './draft.ts'
import { enterState } from './enter.ts'
import { errorDetails, shortened } from './error-details.ts'
import { evaluateValue, queryScope } from './evaluate.ts'
import type { Evaluated } from './evaluated.ts'
import { recordEvaluationFailed } from './evaluation-failed.ts'
import { variablesChunk } from './execution.ts'
import { rootFrameId, type Frame } from './frame.ts'
import { nextRetry } from './retry.ts'
import { branchEnded, branchFailed } from './states/parallel.ts'
import { iterationEnded, iterationFailed } from './states/map.ts'
import { isCatchable, stateTooLarge } from './uncaught.ts'
import { assignVariables } from './variables.ts'

/** What is left to do with a result when a state ends: the state's own fields, those of a Choice rule or of a catcher. */
export type Ending = WithAssign & WithOutput & WithResultPath & WithNext & Pick<WithPaths, 'outputPath'>

/** The state's work is done; `result` still has to go through Assign and Output, or ResultPath and OutputPath. */
export function completeState(draft: Draft, frame: Frame, result: Payload): void {
  draft.note('afterResultSelector', result)
  const state = draft.stateOf(frame)
  const of = { frame, state, document: result, field: '' }
  const left = endingOf(draft, state as Ending, hasResult.has(state.type) ? { ...of, result } : of)
  if (left instanceof AslError) return failState(draft, frame, left)
  leaveState(draft, frame, left)
}

/** The states that have a `$states.result`. */
const hasResult: ReadonlySet<State['type']> = new Set(['Task', 'Parallel', 'Map'])

/** What a state leaves behind, and where it goes. */
export interface Left {
  readonly output: Payload
  readonly next: string | undefined
  readonly assigned?: Assignments
}

/**
 * Assign and output. `document` is the result (JSONPath's `$`), and the output where nothing says otherwise; `field` is
 * what stands before the field's name in the errors of JSONata: `Choices[1]/`.
 */
export function endingOf(
  draft: Draft,
  ending: Ending,
  of: Evaluated & { readonly document: Payload; readonly field: string },
): Outcome<Left> {
  const assigned = ending.assign && assignmentsOf(draft, ending.assign, { ...of, field: `${of.field}Assign` })
  if (assigned instanceof AslError) return assigned
  const output = outputOf(draft, ending, of)
  if (output instanceof AslError) return output
  const { next } = ending
  return assigned ? { output, next, assigned } : { output, next }
}

function outputOf(
  draft: Draft,
  ending: Ending,
  of: Evaluated & { readonly document: Payload; readonly field: string },
): Outcome<Payload> {
  const { document } = of
  if (ending.output) {
    const value = evaluateValue(draft, ending.output, { ...of, field: `${of.field}Output` })
    return value instanceof AslError ? value : Payload.fromValue(value)
  }
  const merged = applyResultPath(ending, of.frame.visit.input, document)
  if (merged instanceof AslError) return merged
  draft.note('afterResultPath', merged)
  return applyDataPath(ending.outputPath, merged, (input) => queryScope(draft, of, input))
}

/** Writes the Exited event and goes to the next state, or ends the branch. */
export function leaveState(draft: Draft, frame: Frame, left: Left): void {
  const state = draft.stateOf(frame)
  const { output, next, assigned } = left
  if (output.exceeds(draft.limits.payloadBytesMax)) return passOn(draft, frame, stateTooLarge(state.name))
  const assigning = assigned ? assignVariables(draft, frame, assigned) : frame
  if (assigning instanceof AslError) return passOn(draft, frame, assigning)
  const type = `${state.type as Exclude<State['type'], 'Fail'>}StateExited` as const
  const details = { name: state.name, output }
  const lastEventId = draft.record(
    type,
    frame.lastEventId,
    assigned ? { ...details, assignedVariables: Object.fromEntries(assigned) } : details,
  )
  // A Catch leads here, too.
  draft.failureHandled()
  const exited: Frame = { ...assigning, lastEventId }
  if (draft.isTest) {
    draft.note('left', left)
    return endFrame(draft, exited, output)
  }
  if (next === undefined) endFrame(draft, exited, output)
  else enterState(draft, exited, { stateName: next, input: output })
}

/** The last state of a block was left: the execution, the branch or the iteration has succeeded. */
function endFrame(draft: Draft, frame: Frame, output: Payload): void {
  draft.chunks.takeBack(frame.id, variablesChunk)
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
 * has cut off its children before.
 */
export function failState(draft: Draft, frame: Frame, failure: AslError): void {
  const state = draft.stateOf(frame)
  const error = shortened(inState(draft, frame, failure))
  draft.note('error', error)
  const isEvaluation = failure instanceof JsonataError
  const failing = isEvaluation ? recordEvaluationFailed(draft, frame, { failure, error }) : frame
  const handler = 'retry' in state && isCatchable(error) ? state : undefined
  if (handler) {
    const retry = nextRetry(draft, { frame, state: handler }, error)
    if (retry) {
      draft.failureHandled()
      draft.put({ ...failing, retries: retry.retries, progress: { kind: 'retrying', dueAt: retry.dueAt } })
      return
    }
  }
  const failed = recordGivenUp(draft, failing, isEvaluation)
  const catcher = handler && findCatcher(handler.catch, error)
  if (!catcher) return passOn(draft, failed, error)
  const index = handler.catch.indexOf(catcher)
  draft.note('catchIndex', index)
  const field = `Catch[${index}]/`
  catchError(draft, { failing, failed }, { catcher, error, field })
}

function catchError(
  draft: Draft,
  frames: { readonly failing: Frame; readonly failed: Frame },
  caught: { readonly catcher: Catcher; readonly error: AslError; readonly field: string },
): void {
  const { failing, failed } = frames
  const { error, catcher, field } = caught
  const errorOutput = Payload.fromValue({ Error: error.error ?? null, Cause: error.cause ?? null })
  const of = { frame: failed, state: draft.stateOf(failed), errorOutput }
  const left = endingOf(draft, catcher, { ...of, document: errorOutput, field })
  if (!(left instanceof AslError)) return leaveState(draft, failed, left)
  const uncaught = inState(draft, failed, left)
  draft.note('error', uncaught)
  if (!(left instanceof JsonataError)) return passOn(draft, failed, uncaught)
  // What follows from one event follows that event: here the one that was caught.
  const evaluated = recordEvaluationFailed(draft, failing, { failure: left, error: uncaught })
  passOn(draft, recordGivenUp(draft, evaluated, true), uncaught)
}

/** No retry is left: a Parallel or Map that was started, or whose fields cannot be evaluated, says that it has failed. */
function recordGivenUp(draft: Draft, frame: Frame, isEvaluation: boolean): Frame {
  const { type } = draft.stateOf(frame)
  if (type !== 'Parallel' && type !== 'Map') return frame
  if (frame.progress.kind === 'ready' && !isEvaluation) return frame
  return { ...frame, lastEventId: draft.record(`${type}StateFailed`, frame.lastEventId) }
}

/** Nobody here handles the error (3): it is the error of the branch, the iteration or the execution. */
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
  abortMapRuns(draft)
  const root = draft.frame(rootFrameId)
  draft.record('ExecutionTimedOut', root?.lastEventId ?? 0, { error: 'States.Timeout' })
  draft.end({ status: 'TIMED_OUT' })
}

export function abortExecution(draft: Draft, error: AslError): void {
  const details = errorDetails(error)
  abortMapRuns(draft)
  draft.record('ExecutionAborted', 0, details)
  draft.end({ status: 'ABORTED', ...details })
}

/** A state that is tested stands in no history, so its errors do not say where. */
function inState(draft: Draft, frame: Frame, error: AslError): AslError {
  return draft.isTest ? error : named(frame, error)
}

/** AWS begins the cause of a run-time error with the state that it happened in. */
export function named(frame: Frame, error: AslError): AslError {
  const isOfState = error instanceof JsonataError || namedErrors.has(error.error ?? '')
  if (!isOfState || namedAlready.test(error.cause ?? '')) return error
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
