/**
 * What happens to an execution, in the past tense: the only way in.
 *
 * Every event carries the time and, where the turn may need randomness, a seed (invariant 7).
 */
import type { Instant, Payload } from '#base'
import type { Beginning } from './beginning.ts'
import type { FrameId } from './frame.ts'

export type ExecutionEvent = EventBody & {
  readonly at: Instant
  /** 128 random bits as text; everything random in the turn follows from it. */
  readonly seed: string
}

/** A task is named by the frame that waits for it and the id of the event that scheduled it. */
export interface TaskPlace {
  readonly frameId: FrameId
  readonly taskId: number
}

/** A Map Run is named by the frame that waits for it and its UUID. */
export interface MapRunPlace {
  readonly frameId: FrameId
  readonly mapRunId: string
}

export type EventBody =
  /** It begins at its first state, or where `beginning` says. */
  | { readonly type: 'ExecutionStarted'; readonly beginning?: Beginning }
  /**
   * An execution that ended without success goes on where it was cut off, or where `beginning` says; `identity.redrive`
   * says how often it has.
   */
  | { readonly type: 'ExecutionRedriven'; readonly beginning?: Beginning }
  /** The turn's budget was spent; the execution goes on. */
  | { readonly type: 'TurnContinued' }
  /** A timer of a frame is due; frame 0 is the execution's own deadline. */
  | { readonly type: 'TimerFired'; readonly frameId: FrameId }
  /** A worker has fetched an activity's task. */
  | (TaskPlace & { readonly type: 'ActivityTaskStarted'; readonly workerName?: string })
  /** The call that starts a `.sync` or `.waitForTaskToken` task was answered. */
  | (TaskPlace & { readonly type: 'TaskSubmitted'; readonly output: Payload })
  | (TaskPlace & { readonly type: 'TaskSucceeded'; readonly output: Payload })
  | (TaskPlace & { readonly type: 'TaskFailed'; readonly error?: string; readonly cause?: string })
  | (TaskPlace & { readonly type: 'TaskHeartbeatReceived' })
  /** All children of a Map Run have ended; `output` is the Map state's result. */
  | (MapRunPlace & { readonly type: 'MapRunSucceeded'; readonly output: Payload })
  | (MapRunPlace & { readonly type: 'MapRunFailed'; readonly error?: string; readonly cause?: string })
  | { readonly type: 'ExecutionStopped'; readonly error?: string; readonly cause?: string }
