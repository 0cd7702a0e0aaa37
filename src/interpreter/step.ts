/**
 * `step(machine, execution, event)`: one turn of an execution, as a pure function.
 *
 * Owns: which frame an event is for, and running frames until all of them wait, the execution ends or the budget of
 * the turn is spent. Neighbours: `draft` (the working copy), `take-turn` (awaits), `states/*` (what each type does),
 * `outcome` (ends).
 *
 * 1. The same arguments give the same turn: time, seed and token come with them (invariant 7).
 * 2. An event that is out of date (another attempt's answer, a timer that was moved) changes nothing.
 * 3. What is not in memory is named in `needs`; the turn is then taken again from its beginning.
 */
import { AslError, assert, type Instant } from '#base'
import type { Machine } from '#asl'
import { beginRoot, type Beginning } from './beginning.ts'
import { Draft, HistoryFullSignal, type Environment } from './draft.ts'
import { addFrame } from './enter.ts'
import type { ExecutionEvent } from './events.ts'
import { NeedSignal, type Execution } from './execution.ts'
import { dueAt, headerFrameId, rootFrameId, type Frame, type FrameId } from './frame.ts'
import { abortExecution, failExecution, timeOutExecution } from './outcome.ts'
import { goOn, isCutOff, redriveElsewhere, redriveExecution } from './redrive.ts'
import { runChoice } from './states/choice.ts'
import { runFail } from './states/fail.ts'
import { mapRunEnded, runDistributedMap } from './states/distributed-map.ts'
import { runMap, startIterations } from './states/map.ts'
import { runParallel } from './states/parallel.ts'
import { runPass } from './states/pass.ts'
import { runSucceed } from './states/succeed.ts'
import { runTask, taskAnswered, taskTimedOut } from './states/task.ts'
import { runWait, waitEnded } from './states/wait.ts'
import { takeTurn, type Pieces } from './take-turn.ts'
import type { StepResult } from './turn.ts'

/**
 * Takes one turn. The execution has to be RUNNING. A promise is answered only where a JSONata expression had to be
 * awaited; the execution must not take another turn meanwhile.
 */
export function step(
  machine: Machine,
  execution: Execution,
  input: { readonly event: ExecutionEvent; readonly environment: Environment },
): StepResult | Promise<StepResult> {
  assert(execution.header.status === 'RUNNING', 'a closed execution takes no more turns')
  const draft = new Draft(machine, execution, input)
  try {
    const later = takeTurn(draft, piecesOf(draft, input.event))
    return later ? finishLater(draft, later) : draft.finish()
  } catch (error) {
    return needsOf(error)
  }
}

async function finishLater(draft: Draft, later: Promise<void>): Promise<StepResult> {
  try {
    await later
    return draft.finish()
  } catch (error) {
    return needsOf(error)
  }
}

function needsOf(error: unknown): StepResult {
  if (error instanceof NeedSignal) return { needs: [error.need] }
  throw error
}

function piecesOf(draft: Draft, event: ExecutionEvent): Pieces {
  return {
    next: () => (draft.ended ? undefined : draft.nextReady()),
    take(frameId) {
      try {
        if (frameId === headerFrameId) handle(draft, event)
        else advance(draft, frameId)
      } catch (error) {
        if (!(error instanceof HistoryFullSignal)) throw error
        historyFull(draft)
      }
    },
  }
}

function handle(draft: Draft, event: ExecutionEvent): void {
  switch (event.type) {
    case 'ExecutionStarted':
      return start(draft, event.beginning)
    case 'ExecutionRedriven':
      return redrive(draft, event.beginning)
    case 'TurnContinued':
      return
    case 'ExecutionStopped':
      return abortExecution(draft, new AslError(event.error, event.cause))
    case 'TimerFired':
      return event.frameId === headerFrameId ? deadlinePassed(draft) : timerFired(draft, event.frameId)
    case 'MapRunSucceeded':
    case 'MapRunFailed':
      return mapRunEnded(draft, event)
    case 'ActivityTaskStarted':
    case 'TaskHeartbeatReceived':
    case 'TaskSubmitted':
    case 'TaskSucceeded':
    case 'TaskFailed': {
      const frame = waitingFrame(draft, event.frameId)
      return frame ? taskAnswered(draft, frame, event) : draft.task('unknown')
    }
  }
}

function start(draft: Draft, beginning: Beginning | undefined): void {
  const { identity, machine } = draft
  draft.record('ExecutionStarted', 0, {
    input: identity.input,
    roleArn: identity.roleArn,
    ...identity.startedBy,
  })
  setDeadline(draft)
  const id = draft.allocate(1)
  if (beginning) return beginRoot(draft, beginning, 0)
  // The first state's event follows nothing, not even ExecutionStarted (feature map §8, 2).
  addFrame(draft, id, {
    stateName: machine.root.startAt,
    input: identity.input,
    place: { role: 'root', parentId: headerFrameId, index: 0 },
    previousEventId: 0,
  })
}

/** The execution's own timeout begins anew. */
function redrive(draft: Draft, beginning: Beginning | undefined): void {
  setDeadline(draft)
  if (beginning) redriveElsewhere(draft, beginning)
  else redriveExecution(draft)
}

function setDeadline(draft: Draft): void {
  const seconds = Math.min(draft.machine.timeoutSeconds ?? Infinity, draft.limits.executionSecondsMax)
  if (seconds < Number.MAX_SAFE_INTEGER) draft.setDeadline(draft.at + seconds * 1000)
}

/** A frame that something can be meant for: not one that a redrive has not come to yet. */
function waitingFrame(draft: Draft, frameId: FrameId): Frame | undefined {
  const frame = draft.frame(frameId)
  return frame && isCutOff(draft, frame) ? undefined : frame
}

function deadlinePassed(draft: Draft): void {
  const { deadline } = draft.execution.header
  if (deadline !== undefined && deadline <= draft.at) timeOutExecution(draft)
}

function timerFired(draft: Draft, frameId: number): void {
  const frame = waitingFrame(draft, frameId)
  if (!frame || !isDue(frame, draft.at)) return
  const state = draft.stateOf(frame)
  if (frame.progress.kind === 'task') taskTimedOut(draft, frame)
  else if (frame.progress.kind === 'retrying') run(draft, draft.progress(frame, { kind: 'ready' }))
  else if (state.type === 'Wait') waitEnded(draft, frame, state)
}

function isDue(frame: Frame, at: Instant): boolean {
  const due = dueAt(frame)
  return due !== undefined && due <= at
}

/** Runs the state that the frame is in; what it enters next is queued behind the others. */
function advance(draft: Draft, frameId: FrameId): void {
  const found = draft.frame(frameId)
  const frame = found && isCutOff(draft, found) ? goOn(draft, found) : found
  if (frame?.progress.kind === 'iterations') startIterations(draft, frame)
  else if (frame?.progress.kind === 'ready') run(draft, frame)
}

function run(draft: Draft, frame: Frame): void {
  const state = draft.stateOf(frame)
  switch (state.type) {
    case 'Pass':
      return runPass(draft, frame, state)
    case 'Task':
      return runTask(draft, frame, state)
    case 'Choice':
      return runChoice(draft, frame, state)
    case 'Wait':
      return runWait(draft, frame, state)
    case 'Succeed':
      return runSucceed(draft, frame, state)
    case 'Fail':
      return runFail(draft, frame, state)
    case 'Parallel':
      return runParallel(draft, frame, state)
    case 'Map':
      return state.mode === 'DISTRIBUTED'
        ? runDistributedMap(draft, frame, state)
        : runMap(draft, frame, state)
  }
}

/** The history has its last event; what the turn did besides is of no account, for the execution is over. */
function historyFull(draft: Draft): void {
  const most = draft.limits.historyEventsMax
  const root = draft.frame(rootFrameId)
  failExecution(
    draft,
    root?.lastEventId ?? 0,
    new AslError('States.Runtime', `The execution reached the maximum number of history events (${most}).`),
  )
}
