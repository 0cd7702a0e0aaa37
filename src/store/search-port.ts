/**
 * The part of the port about searching: which fields of inputs and outputs are indexed, the index of their values, and
 * questions that walk along an index; jobs over many executions, and saved views.
 *
 * 1. Values of fields are written behind the executions that they belong to, by whoever reads `searchChanges`; how far that
 *    is, is a row (`SearchProgress`). All else that a search tests is as committed as the execution.
 * 2. No question examines more rows than it says (`examinedMax`), however many executions there are.
 */
import type { Instant, Namespace } from '#base'
import type { SearchBound, SearchRange, SearchScalar } from '#query'
import type { MachineId } from './catalog-port.ts'
import type { ExecutionId, ExecutionStatus, ExecutionSummary } from './port.ts'

/** A field's id: given once. */
export type SearchFieldId = number

/** A field that a state machine's executions are searched by. */
export interface SearchFieldDeclaration {
  readonly source: 'input' | 'output'
  /** Canonical: `input.customer.email`. */
  readonly path: string
}

export interface SearchFieldRecord extends SearchFieldDeclaration {
  readonly id: SearchFieldId
  readonly machineId: MachineId
  /** Whether its values are kept as keyed hashes: they are found by equality only, and never shown. */
  readonly isHashed: boolean
  /** Executions below this id are still to be indexed by it; absent once all are. */
  readonly backfillBefore?: ExecutionId
  /** Where the backfill began. */
  readonly backfillFrom: ExecutionId
  /** Nobody searches by it any more: its values are on their way out. */
  readonly isDropped: boolean
}

// ------------------------------------------------------------------------------------------------ what is written

/** The fields that a state machine declares from now on. Written with its tags; fields that it declared before stay. */
export interface DeclaredSearchFields {
  readonly machineId: MachineId
  readonly fields: readonly SearchFieldDeclaration[]
  readonly isHashed: boolean
}

/** A value as it is kept: itself, or its keyed hash in base64 (`Store.hashText`). */
export type StoredScalar = SearchScalar | { readonly hash: string }

/** A set of values, or of one value of which only the hash is known. */
export type StoredRange = SearchRange | { readonly kind: 'hash'; readonly hash: string }

/** The values of one execution. */
export interface IndexedExecution {
  readonly executionId: ExecutionId
  readonly values: readonly (readonly [field: SearchFieldId, value: StoredScalar])[]
  /** Whether it may have values that it has no longer: it was redriven. */
  readonly replaces: boolean
}

export type SearchWrite =
  | {
      readonly kind: 'indexExecutions'
      readonly executions: readonly IndexedExecution[]
      /** How far the index is with what `searchChanges` gave; nothing is noted where it was not at `from` any more. */
      readonly position?: { readonly from: number; readonly to: number }
      /** How far the backfill of a state machine is: executions below are left; 0 when it is done. */
      readonly backfilled?: { readonly machineId: MachineId; readonly before: ExecutionId }
    }
  /** Deletes up to so many values of a dropped field, and the field behind the last one. */
  | { readonly kind: 'sweepSearchField'; readonly fieldId: SearchFieldId; readonly limit: number }
  | { readonly kind: 'putBulkJob'; readonly job: BulkJobRecord }
  | { readonly kind: 'deleteBulkJobs'; readonly endedBefore: Instant; readonly limit: number }
  | { readonly kind: 'putSavedView'; readonly view: SavedViewRecord }
  | { readonly kind: 'deleteSavedView'; readonly account: string; readonly id: string }

/** A job over many executions: opaque to the store but for what it is listed by. */
export interface BulkJobRecord extends Namespace {
  /** A UUID whose order is that of its making. */
  readonly id: string
  readonly createdAt: Instant
  /** Absent while it is under way. */
  readonly endedAt?: Instant
  /** What is done to which executions, by whom, and how far it is: JSON text. */
  readonly body: string
}

/** A named search with its columns. */
export interface SavedViewRecord {
  readonly account: string
  readonly id: string
  readonly name: string
  /** Search, columns, author and times: JSON text. */
  readonly body: string
}

// --------------------------------------------------------------------------------------------------- what is read

export interface SearchProgress {
  /** The place in the order of commits up to which executions are indexed. */
  readonly position: number
  /** The newest place there is. */
  readonly newest: number
}

/** What is read at once, behind the position of the index. */
export interface SearchChangesQuery {
  /** Turns that are looked at. */
  readonly limit: number
  /** Stops behind the execution whose documents are more characters than this together. */
  readonly charactersMax: number
  /** Documents of more characters are left out. */
  readonly documentCharactersMax: number
}

/** An execution with the documents that its fields are in. */
export interface SearchSource {
  readonly executionId: ExecutionId
  readonly machineId: MachineId
  readonly redriveCount: number
  /** Absent where no field reads it, or where it is too long. */
  readonly input?: string
  readonly output?: string
}

export interface SearchChanges {
  /** Executions that turns behind the position belong to, each once, of state machines that declare fields. */
  readonly sources: readonly SearchSource[]
  /** The position, and where it is once they are indexed. */
  readonly from: number
  readonly to: number
  /** All fields that are declared, as of the same commit. */
  readonly fields: readonly SearchFieldRecord[]
}

export interface SearchBackfillQuery extends SearchChangesQuery {
  readonly machineId: MachineId
  readonly before: ExecutionId
}

/** What a search tests. The id range of a walk follows from the bounds on `startedAt`. */
export type StoredTest = (
  | { readonly on: 'status'; readonly statuses: readonly ExecutionStatus[] }
  | { readonly on: 'name' | 'error'; readonly anyOf: readonly StoredRange[] }
  | { readonly on: 'startedAt' | 'stoppedAt' | 'duration'; readonly range: NumberRange }
  | { readonly on: 'redriven' }
  | { readonly on: 'field'; readonly fieldId: SearchFieldId; readonly anyOf: readonly StoredRange[] }
) & { readonly isNegated?: true }

export interface NumberRange {
  readonly from?: SearchBound & { readonly value: number }
  readonly to?: SearchBound & { readonly value: number }
}

/** Executions of one state machine (no children of Map Runs) for which all tests hold. */
export interface StoredAlternative {
  readonly machineId: MachineId
  /** The test that is walked along, first of all; none walks along all executions of the state machine. */
  readonly anchor?: StoredTest & {
    readonly on: 'status' | 'name' | 'error' | 'stoppedAt' | 'redriven' | 'field'
  }
  readonly tests: readonly StoredTest[]
}

export interface SearchQuery {
  /** Executions of any of them, each once, the newest first. */
  readonly anyOf: readonly StoredAlternative[]
  readonly before?: ExecutionId
  readonly limit: number
  /** How many candidates are looked at before a page ends early. */
  readonly examinedMax: number
}

export interface FoundExecution extends ExecutionSummary {
  readonly error?: string
  /** The values of its fields, but for hashed ones. */
  readonly values: readonly (readonly [field: SearchFieldId, value: SearchScalar])[]
}

export interface SearchPage {
  readonly executions: readonly FoundExecution[]
  /** The search goes on below this id; absent where there is no more. */
  readonly next?: ExecutionId
  readonly examined: number
  /** No execution below this id can be found, as far as the bounds on `startedAt` tell. */
  readonly lowest: ExecutionId
}

export interface SearchReads {
  searchProgress(): Promise<SearchProgress>
  searchChanges(query: SearchChangesQuery): Promise<SearchChanges>
  /** Executions of a state machine below an id, the newest first; fewer than `limit` where the documents are long. */
  searchBackfill(query: SearchBackfillQuery): Promise<readonly SearchSource[]>
  /** Declared and dropped fields, of one state machine or of all. */
  searchFields(machineId?: MachineId): Promise<readonly SearchFieldRecord[]>
  search(query: SearchQuery): Promise<SearchPage>
  bulkJob(id: string): Promise<BulkJobRecord | undefined>
  /** The jobs of a namespace, the newest first. */
  bulkJobs(at: Namespace, limit: number, before?: string): Promise<readonly BulkJobRecord[]>
  /** Those of all namespaces that are under way. */
  openBulkJobs(): Promise<readonly BulkJobRecord[]>
  savedView(account: string, id: string): Promise<SavedViewRecord | undefined>
  /** The views of an account by name. */
  savedViews(account: string): Promise<readonly SavedViewRecord[]>
}
