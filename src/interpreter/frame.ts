/**
 * Frames: the cursors of a running execution, as a tree (root, Parallel branch, Map iteration).
 *
 * Owns: what has to survive between two turns. A frame is immutable; a turn replaces the ones that it changes.
 *
 * 1. `visit` is written once per visit of a state and may hold a large input; `progress` is small and changes with
 *    every turn that touches the frame (invariant 4).
 * 2. The children of a frame have consecutive ids, so an index finds a child and a range finds them all.
 */
import { emptyObject, type Instant, type Payload } from '#base'
import type { ServiceResource } from '#asl'

/** A frame's id within its execution; 0 is the execution's own header, 1 the root frame. */
export type FrameId = number
export const headerFrameId: FrameId = 0
export const rootFrameId: FrameId = 1

export interface Frame {
  readonly id: FrameId
  readonly visit: Visit
  readonly progress: Progress
  /** Attempts made by each retrier of the state in this visit; absent before the first retry. */
  readonly retries?: readonly number[]
  /** The event that the frame's next one follows. */
  readonly lastEventId: number
  /** The bytes of the frame's own variables; absent where none was assigned. They lie in a chunk (see `variables.ts`). */
  readonly variableBytes?: number
}

export interface Visit {
  readonly place: Place
  readonly stateName: string
  readonly enteredAt: Instant
  readonly enteredEventId: number
  /** The event that the Entered event follows, where it is not the one before it. */
  readonly followedEventId?: number
  /** The state's raw input. */
  readonly input: Payload
}

/** Where a frame stands in the tree. */
export interface Place {
  readonly role: 'root' | 'branch' | 'iteration'
  readonly parentId: FrameId
  /** Which branch or which item of the parent. */
  readonly index: number
  /** The Map item that the frame works on, its own or that of the iteration around it. */
  readonly item?: MapItem
}

export interface MapItem {
  readonly index: number
  readonly value: Payload
  /** The name of the value, where the items are the members of an object. Distributed Maps only, as the source. */
  readonly key?: string
  /** `STATE_DATA`, or the bucket or object that the item was read from. */
  readonly source?: string
}

/** What a frame is doing or waiting for. */
export type Progress =
  /** It goes on in this turn or, when the budget is spent, in the next one. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'waiting'; readonly dueAt: Instant }
  | { readonly kind: 'retrying'; readonly dueAt: Instant }
  | TaskProgress
  | { readonly kind: 'branches'; readonly first: FrameId; readonly count: number; readonly open: number }
  | IterationsProgress
  | MapRunProgress
  /** A branch or an iteration that has ended and waits for its siblings. */
  | { readonly kind: 'done'; readonly output: Payload }

export interface TaskProgress {
  readonly kind: 'task'
  /** The id of the event that scheduled it: names the attempt for ever (invariant 10). */
  readonly taskId: number
  readonly request: TaskRequest
  /** An activity's task has not been fetched yet. */
  readonly queuedAt?: Instant
  /** What the start call answered; now a token or a job is waited for. */
  readonly submission?: Payload
  readonly timeoutAt?: Instant
  readonly heartbeatAt?: Instant
}

/** What is sent; kept, because after a crash exactly the same has to be sent again. */
export interface TaskRequest {
  readonly target: TaskTarget
  readonly parameters: Payload
  readonly timeoutSeconds?: number
  readonly heartbeatSeconds?: number
  readonly roleArn?: string
  /** Set in an execution that runs a test case: which call of which state it is. */
  readonly mock?: MockedCall
}

/** The n-th call, from 0, that a state makes in an execution; its test case may have an answer for it. */
export interface MockedCall {
  readonly testCase: string
  readonly stateName: string
  readonly invocation: number
}

export type TaskTarget =
  | { readonly kind: 'lambda'; readonly functionName: string }
  | { readonly kind: 'activity'; readonly arn: string; readonly activityId: number }
  | ServiceResource

export interface IterationsProgress {
  readonly kind: 'iterations'
  readonly first: FrameId
  readonly count: number
  /** Iterations that have been started: the index of the next one. */
  readonly started: number
  readonly open: number
  readonly failed: number
  readonly concurrency: number
  readonly failuresTolerated: number
  /** The Map's raw input lies with its items; its visit has what the ItemSelector reads (see `map-input.ts`). */
  readonly inputAside: boolean
}

/** A Distributed Map waits for its Map Run, which has a record of its own in the store and needs nothing of the frame. */
export interface MapRunProgress {
  readonly kind: 'mapRun'
  /** Its UUID: an answer of another attempt changes nothing. */
  readonly mapRunId: string
  /** How often it was redriven; absent where it never was. */
  readonly redriveCount?: number
}

/** When the frame's next timer is due, if it has one (invariant 7: the frame is the durable timer). */
export function dueAt(frame: Frame): Instant | undefined {
  const { progress } = frame
  switch (progress.kind) {
    case 'waiting':
    case 'retrying':
      return progress.dueAt
    case 'task':
      return earliest(progress.timeoutAt, progress.heartbeatAt)
    case 'ready':
    case 'branches':
    case 'iterations':
    case 'mapRun':
    case 'done':
      return undefined
  }
}

/** A frame whose block has ended keeps its output only. */
export function doneFrame(frame: Frame, output: Payload): Frame {
  const { role, parentId, index } = frame.visit.place
  const visit: Visit = { ...frame.visit, place: { role, parentId, index }, input: emptyObject }
  return { id: frame.id, visit, progress: { kind: 'done', output }, lastEventId: frame.lastEventId }
}

function earliest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined) return b
  return b === undefined ? a : Math.min(a, b)
}
