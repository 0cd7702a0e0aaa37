/**
 * Searching, as the API and the command line ask for it: executions by what is known of them, jobs over what a search
 * finds, and named searches.
 */
import type { ExecutionArn, Instant, Namespace } from '#base'
import type { SearchError, SearchScalar } from '#query'
import type { ExecutionId, ExecutionStatus, ExecutionSummary } from '#store'

export interface Searches {
  /** A page of executions, the newest first; or why the search cannot be answered. */
  find(request: SearchRequest): Promise<SearchResult | SearchError>
  /** About how many there are. */
  count(request: Omit<SearchRequest, 'limit' | 'before'>): Promise<SearchCount | SearchError>
  indexState(at: Namespace): Promise<IndexState>
  readonly jobs: BulkJobs
  readonly views: SavedViews
}

export interface SearchRequest extends Namespace {
  /** In the language of searches; everything is meant where it is blank. */
  readonly where: string
  /** Only executions of the state machine with this name. */
  readonly machine?: string
  /** Only executions with one of these. */
  readonly statuses?: readonly ExecutionStatus[]
  /** What relative times are counted from; now where it is absent. */
  readonly now?: Instant
  readonly before?: ExecutionId
  readonly limit: number
}

export interface SearchResult {
  readonly executions: readonly SearchHit[]
  /** The next page begins below this id; absent where there is none. */
  readonly next?: ExecutionId
  /** How many executions were looked at: a page ends early where a search looks at many and finds few. */
  readonly examined: number
  /** Fields of the search that are still being indexed for a state machine: more may be found later. */
  readonly incomplete: readonly string[]
}

export interface SearchHit extends ExecutionSummary {
  readonly error?: string
  /** The values of its indexed fields, by path; encrypted ones are left out. */
  readonly fields: Readonly<Record<string, SearchScalar>>
}

export interface SearchCount {
  /** Found among those that were looked at. */
  readonly atLeast: number
  /** The same where all were looked at, else what that comes to for the rest. */
  readonly estimate: number
  readonly isExact: boolean
}

/** How far the index of declared fields is. */
export interface IndexState {
  readonly position: number
  readonly newest: number
  /** Turns that were committed and not looked at. */
  readonly behindTurns: number
  /** For how long it has not been up to date. */
  readonly behindMs: number
  readonly fields: readonly IndexedFieldState[]
}

export interface IndexedFieldState {
  readonly stateMachine: string
  readonly path: string
  readonly isHashed: boolean
  /** Between 0 and 1: the part of the executions that were there when it was declared. */
  readonly indexed: number
}

// ----------------------------------------------------------------------------------------------------- bulk jobs

export type BulkKind = 'stop' | 'redrive'

export interface BulkRequest extends Namespace {
  readonly kind: BulkKind
  readonly where: string
  readonly machine?: string
  readonly principal: string
  /** Of stopped executions. */
  readonly error?: string
  readonly cause?: string
}

/** What a job would do. */
export interface BulkPreview {
  readonly count: SearchCount
  readonly first: readonly SearchHit[]
}

export interface BulkJob extends BulkRequest {
  readonly id: string
  readonly createdAt: Instant
  readonly endedAt?: Instant
  /** RUNNING until all were worked off, somebody has canceled it, or the search cannot be answered any more. */
  readonly status: 'RUNNING' | 'DONE' | 'CANCELED' | 'FAILED'
  readonly reason?: string
  /** It works off executions below this id, downwards. */
  readonly before: ExecutionId
  readonly matched: number
  readonly changed: number
  /** They had ended meanwhile, or cannot be redriven. */
  readonly skipped: number
  readonly failed: number
  /** The first of what was skipped or failed. */
  readonly notes: readonly { readonly executionArn: ExecutionArn; readonly message: string }[]
}

export interface BulkJobs {
  preview(request: BulkRequest): Promise<BulkPreview | SearchError>
  /** Resolves once the job is durable; it goes on by itself, also after a restart. */
  start(request: BulkRequest): Promise<BulkJob | SearchError | 'too-many'>
  job(at: Namespace, id: string): Promise<BulkJob | undefined>
  /** The newest first. */
  jobs(at: Namespace, limit: number, before?: string): Promise<readonly BulkJob[]>
  /** Resolves once it has ended; one that had ended stays as it was. */
  cancel(at: Namespace, id: string): Promise<BulkJob | undefined>
}

// --------------------------------------------------------------------------------------------------- saved views

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly where: string
  readonly columns: readonly string[]
  readonly principal: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export type ViewRefused =
  | { readonly refused: 'unknown' | 'name-taken' | 'too-many' }
  | { readonly refused: 'invalid'; readonly error: SearchError }

/** What a view is made of, or what of it changes. */
export interface ViewContent {
  readonly name: string
  readonly where: string
  readonly columns: readonly string[]
}

export interface SavedViews {
  /** Those of an account, by name. */
  list(account: string): Promise<readonly SavedView[]>
  create(account: string, view: ViewContent, principal: string): Promise<SavedView | ViewRefused>
  update(account: string, id: string, changes: Partial<ViewContent>): Promise<SavedView | ViewRefused>
  /** False where there was none. */
  delete(account: string, id: string): Promise<boolean>
}
