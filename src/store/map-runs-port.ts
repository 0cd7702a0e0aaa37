/** The part of the port about Map Runs: what turns write of them, how far they have come, and their questions. */
import type { Instant, Namespace } from '#base'
import type { MachineId, RevisionNumber } from './catalog-port.ts'
import type { Encoded, ExecutionId, ExecutionRecord, ExecutionStatus, FrameId, Redrive } from './port.ts'

/** A Map Run's id in the store: what its children name it by. */
export type MapRunId = number

/** A Map Run as a turn begins it. The store gives it its id. */
export interface NewMapRun {
  /** The frame of the Map state that waits for it. */
  readonly frameId: FrameId
  readonly uuid: string
  readonly label: string
  readonly stateName: string
  readonly startedAt: Instant
  readonly settings: MapRunSettings
  /** What the Map Run works on: opaque, and never written again. */
  readonly job: Encoded
}

/** What UpdateMapRun changes. 0 of all three is AWS's default. */
export interface MapRunSettings {
  readonly maxConcurrency: number
  /** In items. */
  readonly toleratedFailureCount: number
  readonly toleratedFailurePercentage: number
}

/** What is left out stays as it is. A Map Run that is over does not change any more. */
export interface MapRunChange {
  readonly mapRunId: MapRunId
  /** How far it has come: opaque. In one group with the children that this progress speaks of. */
  readonly progress?: string
  readonly settings?: MapRunSettings
  /** Children whose results are written. */
  readonly resultsWritten?: number
  readonly ended?: { readonly status: Exclude<MapRunStatus, 'RUNNING'>; readonly stoppedAt: Instant }
}

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'

export interface RedrivenMapRun extends Redrive {
  readonly uuid: string
}

/** The Map Run that an execution is a child of, and the names that it gives to the child's ARNs. */
export interface ParentMapRun {
  readonly id: MapRunId
  readonly uuid: string
  readonly label: string
  /** The Map state whose item processor the child runs. */
  readonly stateName: string
  readonly itemCount: number
}

/** A Map Run's row, with the names that make its ARN. */
export interface MapRunRecord extends Namespace {
  readonly id: MapRunId
  readonly uuid: string
  readonly label: string
  readonly stateName: string
  /** The execution whose Map state it belongs to, the frame of that state, and what the execution runs. */
  readonly executionId: ExecutionId
  readonly frameId: FrameId
  readonly machineId: MachineId
  readonly machineName: string
  readonly revision: RevisionNumber
  readonly status: MapRunStatus
  /** Absent where it was never redriven. */
  readonly redrive?: Redrive
  readonly startedAt: Instant
  readonly stoppedAt?: Instant
  readonly settings: MapRunSettings
  /** Empty before the first change. */
  readonly progress: string
  readonly resultsWritten: number
  /** Its children by status, counted by the store in the very groups that start and end them. */
  readonly executions: Readonly<Record<ExecutionStatus, number>>
  /** The items of its children by the children's status. */
  readonly items: Readonly<Record<ExecutionStatus, number>>
}

export interface MapRunQuery {
  readonly executionId: ExecutionId
  /** Only Map Runs with a smaller id than this (listings are newest first). */
  readonly before?: MapRunId
  readonly limit: number
}

/** The children of a Map Run in the order of their ids, which is that of their items. */
export interface ResultQuery {
  readonly mapRunId: MapRunId
  readonly statuses: readonly ExecutionStatus[]
  readonly after: ExecutionId
  /** Leaves out so many of them. */
  readonly skip?: number
  readonly limit: number
  /** Fewer where their inputs and outputs are longer than this together, in characters; but at least one. */
  readonly charactersMax: number
}

export interface MapRunReads {
  mapRun(uuid: string): Promise<MapRunRecord | undefined>
  /** The Map Runs of an execution. */
  mapRuns(query: MapRunQuery): Promise<readonly MapRunRecord[]>
  /** The Map Runs that are RUNNING, in the order of their ids. */
  openMapRuns(limit: number, after?: MapRunId): Promise<readonly MapRunRecord[]>
  mapRunJob(id: MapRunId): Promise<Encoded | undefined>
  mapRunResults(query: ResultQuery): Promise<readonly ExecutionRecord[]>
}
