/** An execution as the interpreter sees it: who it is, its header, and those of its frames that are in memory. */
import type { Instant, Payload } from '#base'
import type { Frame, FrameId } from './frame.ts'

export interface Execution {
  readonly identity: Identity
  readonly header: Header
  /** The frames that are loaded. */
  readonly frames: ReadonlyMap<FrameId, Frame>
  /** Whether every frame is loaded: one that is not in `frames` does not exist. */
  readonly complete: boolean
  /** Frames that were looked for and do not exist. */
  readonly absent: ReadonlySet<FrameId>
  /** Loaded chunks of Map items, by `itemsKey`. */
  readonly items: ReadonlyMap<string, readonly Payload[]>
  /** Activities that were looked up for this execution: their ids, or null where there is none. */
  readonly activities: ReadonlyMap<string, number | null>
}

/** What never changes. */
export interface Identity {
  /** The internal id. */
  readonly id: number
  readonly executionArn: string
  readonly name: string
  readonly stateMachineArn: string
  readonly stateMachineName: string
  readonly account: string
  readonly region: string
  readonly roleArn: string
  readonly startedAt: Instant
  readonly input: Payload
  /** The version that it was started by, and the alias that chose the version; absent where it has neither. */
  readonly startedBy?: { readonly stateMachineVersionArn: string; readonly stateMachineAliasArn?: string }
  /** How often it was redriven, and when it was last; absent where it never was. */
  readonly redrive?: { readonly count: number; readonly at: Instant }
  /** Its state machine's data are encrypted with a key of its owner's: events about it carry none of them. */
  readonly hasOwnKey?: true
  /** Somebody waits for its end (StartSyncExecution): its context object has no RedriveCount (feature map §2.7). */
  readonly synchronous?: boolean
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** What changes in every turn; small. */
export interface Header {
  readonly status: ExecutionStatus
  readonly lastEventId: number
  readonly nextFrameId: FrameId
  /** The latest time in the history: times within an execution never go backwards (invariant 7). */
  readonly lastAt: Instant
  /** When the execution times out. */
  readonly deadline?: Instant
  /** The bytes of all variables; absent where there are none. */
  readonly variableBytes?: number
  /** The event of the last redrive: a frame that has nothing behind it is still as the end before has left it. */
  readonly redrivenEventId?: number
  /** Set for an execution that runs a test case, whose answers stand for those of services. */
  readonly mocks?: MockedCalls
  /** Frames that go on in the next turn, because the budget of this one was spent. */
  readonly ready: readonly FrameId[]
}

/** A test case of the mock configuration, and how often each state has called until now. */
export interface MockedCalls {
  readonly testCase: string
  readonly calls: Readonly<Record<string, number>>
}

export const newHeader: Header = { status: 'RUNNING', lastEventId: 0, nextFrameId: 1, lastAt: 0, ready: [] }

/** The header of an execution that begins, which may run a test case. */
export function beginningHeader(testCase: string | undefined): Header {
  return testCase === undefined ? newHeader : { ...newHeader, mocks: { testCase, calls: {} } }
}

/** How many Map items a chunk holds: an iteration loads its chunk, never the whole array (invariant 4). */
export const itemsPerChunk = 100
/** Where a Map's raw input lies among its chunks while it is aside. */
export const asideChunk = -1
/** Where a frame's variables lie: a chunk of their own, written when an Assign changes them and not with every visit. */
export const variablesChunk = -2

export function itemsKey(frameId: FrameId, chunk: number): string {
  return `${frameId}:${chunk}`
}

/** What a turn needs that is not in memory: the engine gets it and takes the turn again. */
export type Need =
  | { readonly kind: 'frames'; readonly from: FrameId; readonly to: FrameId }
  | { readonly kind: 'items'; readonly frameId: FrameId; readonly chunk: number }
  | { readonly kind: 'activity'; readonly arn: string }

/** Thrown inside the interpreter only, and caught by `step`: the turn is pure, so it can be begun again. */
export class NeedSignal extends Error {
  readonly need: Need

  constructor(need: Need) {
    super('something that the turn needs is not in memory')
    this.need = need
  }
}
