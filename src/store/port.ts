/**
 * The store port: what the engine and the API need of durable storage, and nothing of how it lies on disk.
 *
 * Owns: the records that are written in one commit and the questions that can be asked of committed ones.
 * Does not own: decisions. A store never computes a status, compares a clock or interprets a text that it keeps.
 * Neighbours: `engine` (the only writer), `api` (reads). Every implementation passes `contract.ts`.
 *
 * 1. `commit` is atomic and durable: all writes of a group or none (invariants 2 and 3), in the order of the calls,
 *    fenced by the epoch that `open` took (invariant 5).
 * 2. Reads see committed rows only; a read that begins after a commit was acknowledged sees it (invariant 6).
 * 3. Texts and payloads are opaque. Payloads above a few KiB are kept once per account (design §5).
 */
import type { ExecutionArn, Instant, Namespace } from '#base'
import type { CatalogReads, CatalogWrite, MachineId, RevisionNumber, ActivityId } from './catalog-port.ts'
import type { Rewriting, StoreEncryption } from './encryption-port.ts'
import type { ConnectionReads, ConnectionWrite } from './connections-port.ts'
import type { DeliveryReads, DeliveryWrite, NewDelivery } from './deliveries-port.ts'
import type { DraftReads, DraftWrite } from './drafts-port.ts'
import type { EventBusReads, EventBusWrite } from './event-buses-port.ts'
import type { Intervention, InterventionReads } from './interventions-port.ts'
import type { SearchReads, SearchWrite } from './search-port.ts'
import type {
  MapRunChange,
  MapRunId,
  MapRunReads,
  NewMapRun,
  ParentMapRun,
  RedrivenMapRun,
} from './map-runs-port.ts'
import type { VersionNumber, VersionReads, VersionWrite } from './versions-port.ts'

/** An execution's internal id: grows with every start, never re-used. */
export type ExecutionId = number
/** A frame's id within its execution. 0 is the execution's own header. */
export type FrameId = number

/** How many partitions own the executions: partition = hash(execution ARN) mod this. */
export const partitionCount = 256

/** A record's text, which names payloads by their index. Both are opaque to the store. */
export interface Encoded {
  readonly text: string
  readonly payloads: readonly string[]
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

// ------------------------------------------------------------------------------------------------ what is written

/** One commit: everything in it becomes durable together, or nothing. */
export interface Group {
  readonly writes: readonly Write[]
}

export type Write =
  | TurnRecord
  | CatalogWrite
  | { readonly kind: 'changeMapRun'; readonly change: MapRunChange }
  | VersionWrite
  | SearchWrite
  | DeliveryWrite
  | EventBusWrite
  | DraftWrite
  | ConnectionWrite

/** Everything that one turn of one execution changes. */
export interface TurnRecord {
  readonly kind: 'turn'
  readonly executionId: ExecutionId
  /** Only in the execution's first turn. */
  readonly created?: NewExecution
  /** Only in the turn that redrives an execution which had ended without success: it runs again. */
  readonly redriven?: RedrivenExecution
  /** Only in a turn that begins where somebody has chosen. */
  readonly intervention?: Intervention
  /** The events that the turn appended, as one row. */
  readonly history?: HistoryChunk
  /** Frames that are new or changed. One that has ended without success keeps its frames; none of them waits. */
  readonly frames: readonly FrameRecord[]
  /** Frames that are gone, as ranges of ids with both ends included. Their item chunks go along. */
  readonly droppedFrames: readonly FrameRange[]
  /** Item chunks that are new or changed: the input of a Map's iterations, cut into pieces, or a frame's variables. */
  readonly items: readonly ItemsRecord[]
  /** Map Runs that the turn begins. */
  readonly mapRuns?: readonly NewMapRun[]
  /** Map Runs of this execution that are over and run again. */
  readonly redrivenMapRuns?: readonly RedrivenMapRun[]
  /** Messages for other executions, written with this turn (invariant 2). */
  readonly sent: readonly NewMessage[]
  /** Events about this turn that targets are to get. */
  readonly deliveries?: readonly NewDelivery[]
  /** Inbox rows that this turn has consumed. */
  readonly consumed: readonly number[]
  /**
   * Set by the turn that closes the execution. After a success its frames and items are dropped; else they are kept for
   * a redrive, and wait for nothing.
   */
  readonly ended?: EndedExecution
}

export interface NewExecution {
  readonly machineId: MachineId
  readonly revision: RevisionNumber
  readonly partition: number
  readonly name: string
  readonly startedAt: Instant
  readonly input: string
  readonly traceHeader?: string
  /** Set where it was started by a version's ARN or an alias's; by an alias, it has both. */
  readonly version?: VersionNumber
  readonly alias?: string
  /** Set for a child of a Map Run: it is counted there, now and when it ends, and not listed with the machine's own. */
  readonly mapRun?: { readonly id: MapRunId; readonly itemCount: number }
}

/** How often an execution or a Map Run was redriven, and when it was last. */
export interface Redrive {
  readonly count: number
  readonly at: Instant
}

export interface RedrivenExecution extends Redrive {
  /** The tokens of the requests that have redriven it of late: opaque. */
  readonly tokens: string
}

export interface EndedExecution {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>
  readonly stoppedAt: Instant
  readonly output?: string
  readonly error?: string
  readonly cause?: string
}

export interface HistoryChunk {
  readonly firstEventId: number
  readonly lastEventId: number
  readonly events: Encoded
}

export interface FrameRange {
  readonly from: FrameId
  readonly to: FrameId
}

/**
 * A frame as it is kept. `visit` is written once per visit of a state (it may hold a large input) and left out when
 * unchanged; `progress` is small and written with every change (invariant 4).
 */
export interface FrameRecord {
  readonly frameId: FrameId
  readonly visit?: Encoded
  readonly progress: Encoded
  /** When the frame's next timer is due: the one durable timer index (invariant 7). */
  readonly dueAt?: Instant
  /** Set while somebody has to act after a crash: send the task again, or go on with the turn. */
  readonly pending?: 'task' | 'ready'
  /** Set while the frame waits in an activity's queue. */
  readonly queued?: { readonly activityId: ActivityId; readonly at: Instant }
}

/**
 * One piece of a Map's items; `chunk` counts from 0. Below 0 lies what is not an item: -1 is the input that the Map
 * has put aside, -2 a frame's variables. A chunk that is there already is written over.
 */
export interface ItemsRecord {
  readonly frameId: FrameId
  readonly chunk: number
  readonly items: Encoded
}

/** A row in the inbox of another execution's partition; a second one with the same key is dropped. */
export interface NewMessage {
  readonly partition: number
  readonly key: string
  readonly executionId: ExecutionId
  readonly body: Encoded
}

// --------------------------------------------------------------------------------------------------- what is read

/** An execution's row, with the names that make its ARNs. */
export interface ExecutionRecord extends Namespace {
  readonly id: ExecutionId
  readonly machineId: MachineId
  readonly machineName: string
  readonly revision: RevisionNumber
  readonly partition: number
  readonly name: string
  readonly status: ExecutionStatus
  readonly startedAt: Instant
  readonly stoppedAt?: Instant
  readonly input: string
  readonly output?: string
  readonly error?: string
  readonly cause?: string
  readonly traceHeader?: string
  /** The version that it was started by, and the alias that chose the version. */
  readonly version?: VersionNumber
  readonly alias?: string
  /** Absent where it was never redriven. */
  readonly redrive?: Redrive
  readonly redriveTokens?: string
  /** Set for a child of a Map Run. */
  readonly mapRun?: ParentMapRun
}

/** A row of a listing: no payloads. */
export type ExecutionSummary = Omit<
  ExecutionRecord,
  'input' | 'output' | 'error' | 'cause' | 'traceHeader' | 'redriveTokens'
>

/** A frame as read back: its visit is always there. */
export interface StoredFrame extends FrameRecord {
  readonly visit: Encoded
}

export interface StoredMessage extends NewMessage {
  readonly sequence: number
}

/** The executions of a state machine, without children of Map Runs, or the children of one Map Run. */
export type ExecutionQuery = ExecutionPage &
  ({ readonly machineId: MachineId; readonly startedBy?: StartedBy } | { readonly mapRunId: MapRunId })

/** What executions were started by: a version, directly or by an alias, or an alias. */
export type StartedBy = { readonly version: VersionNumber } | { readonly alias: string }

/** Points into a listing: the last row of the page before. */
export interface ExecutionPage {
  readonly status?: ExecutionStatus
  /** Only those that were redriven. */
  readonly redriven?: true
  /** Only executions with a smaller id than this (listings are newest first). */
  readonly before?: ExecutionId
  readonly limit: number
}

export interface HistoryQuery {
  readonly executionId: ExecutionId
  /** Chunks that hold an event with this id or a later one (with `reverse`: or an earlier one). */
  readonly from: number
  /** Enough chunks for so many events, from `from` on; at least one where there is one. */
  readonly eventsMax: number
  readonly reverse: boolean
}

export interface FramesQuery {
  readonly executionId: ExecutionId
  readonly range: FrameRange
  readonly limit: number
}

/** Where a frame is, in time or in a scan. Scans go on after the last entry of the page before. */
export interface FramePlace {
  readonly executionId: ExecutionId
  readonly frameId: FrameId
}

export interface DueFrame extends FramePlace {
  readonly dueAt: Instant
}

export interface QueuedFrame extends FramePlace {
  readonly at: Instant
}

/** What the store knows of itself, for /metrics and `stepwell` commands. */
export interface StoreStatistics {
  readonly bytes: number
  readonly walBytes: number
  /** Absent where no old text is to be rewritten. */
  readonly rewriting?: Rewriting
  readonly executionsByStatus: Readonly<Record<ExecutionStatus, number>>
}

/** The highest ids in use; new ones are counted on from here. */
export interface Counters {
  readonly executionId: ExecutionId
  readonly machineId: MachineId
  readonly revision: RevisionNumber
  readonly activityId: ActivityId
}

export interface Store
  extends
    StoreEncryption,
    CatalogReads,
    VersionReads,
    MapRunReads,
    DeliveryReads,
    EventBusReads,
    SearchReads,
    ConnectionReads,
    DraftReads,
    InterventionReads {
  /** The epoch that this owner took when it opened the store; commits of an older one are refused. */
  readonly epoch: number
  /** A secret made with the store: signs task tokens and page tokens. */
  readonly secret: Uint8Array

  /** Resolves once everything in the group is durable. Rejects with one of the errors in `errors.ts`. */
  commit(group: Group): Promise<void>

  counters(): Promise<Counters>
  /** The ids of the executions of one state machine that have these names (undefined where there is none). */
  findExecutionIds(
    names: readonly { readonly machineId: MachineId; readonly name: string }[],
  ): Promise<readonly (ExecutionId | undefined)[]>
  execution(id: ExecutionId): Promise<ExecutionRecord | undefined>
  executions(query: ExecutionQuery): Promise<readonly ExecutionSummary[]>
  history(query: HistoryQuery): Promise<readonly HistoryChunk[]>

  frames(query: FramesQuery): Promise<readonly StoredFrame[]>
  items(executionId: ExecutionId, frameId: FrameId, chunk: number): Promise<Encoded | undefined>
  /** Frames whose timer is due at `until` or before, the earliest first, after the given place. */
  dueFrames(until: Instant, limit: number, after?: DueFrame): Promise<readonly DueFrame[]>
  /** Frames that somebody has to act on after a crash, in the order of their places. */
  pendingFrames(limit: number, after?: FramePlace): Promise<readonly FramePlace[]>
  /** The oldest frames in an activity's queue. */
  queuedFrames(activityId: ActivityId, limit: number, after?: QueuedFrame): Promise<readonly QueuedFrame[]>
  /** Messages that nobody has consumed, in the order in which they were sent. */
  inbox(limit: number, afterSequence?: number): Promise<readonly StoredMessage[]>

  /** Deletes up to `limit` executions that closed before the instant, with all that belongs to them; how many. */
  deleteClosed(before: Instant, limit: number): Promise<number>
  /** Writes a copy of the committed store into an empty directory, while the store goes on working. */
  backup(directory: string): Promise<void>
  statistics(): Promise<StoreStatistics>
  close(): Promise<void>
}

/** FNV-1a over the ARN's UTF-16 code units: stable for ever, for a partition is part of the layout. */
export function partitionOf(arn: ExecutionArn): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < arn.length; i++) hash = Math.imul(hash ^ arn.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % partitionCount
}
