/**
 * The engine's door: what the API, the triggers and the command line ask of it.
 *
 * Owns: the requests and their answers. An answer is given after its commit (invariants 1 and 3); a refusal is a
 * value with a `refused` word, which the API turns into AWS's error. `StoreUnavailable` and `StorePoisoned` are
 * thrown and become retryable errors of the API.
 */
import type {
  ActivityArn,
  ErrorTeaching,
  ExecutionArn,
  Instant,
  Limits,
  Namespace,
  StateMachineArn,
} from '#base'
import type { Diagnostic, Machine } from '#asl'
import type { Ended } from '#interpreter'
import type {
  ActivityRecord,
  DeliveryWrite,
  ConnectionWrite,
  EventBusWrite,
  ExecutionRecord,
  ExecutionStatus,
  ExecutionSummary,
  MachineRecord,
  MapRunRecord,
  MapRunSettings,
  RevisionRecord,
  StartedBy,
  VersionRecord,
} from '#store'
import type { UnknownKmsKey } from './catalog/kms-key.ts'
import type { Drafts } from './drafts/port.ts'
import type { ChosenState, Forks, NotChosen } from './fork/port.ts'
import type { ChildCounts, Unsuccessful } from './map-run/progress.ts'
import type { RedriveStatus } from './redrive/redrive-status.ts'
import type { Aliases, Versions } from './catalog/versions-port.ts'
import type { Searches } from './search/port.ts'
import type { TestedState, TestStateRequest } from './test-state.ts'

export type { TestedState, TestStateRequest } from './test-state.ts'
export type * from './drafts/port.ts'
export type * from './fork/port.ts'

export interface Engine {
  readonly limits: Limits
  readonly catalog: Catalog
  /** Finding executions, jobs over what is found, and saved views. */
  readonly search: Searches
  readonly forks: Forks
  readonly drafts: Drafts

  /** Starts an execution of either type; resolves once it is durable. */
  start(request: StartRequest): Promise<Started | StartRefused>
  /**
   * Runs an Express execution and resolves with its end; nothing of it is durable. Rejects with the signal's reason when
   * that aborts before: the execution goes on all the same.
   */
  startSync(request: StartRequest, signal?: AbortSignal): Promise<SyncExecution | SyncStartRefused>
  stop(
    request: StopRequest,
  ): Promise<{ readonly stoppedAt: Instant } | { readonly refused: 'unknown-execution' }>
  /** Runs a single state, of which nothing is written. A test that is `over` fails as one that takes too long. */
  testState(request: TestStateRequest, over?: AbortSignal): Promise<TestedState>
  /** Lets an execution that has ended without success go on; resolves once that is durable. */
  redrive(request: RedriveRequest): Promise<Redriven | RedriveRefused>
  /** Whether the execution can be redriven, in AWS's words. */
  redriveStatus(execution: ExecutionRecord): Promise<RedriveStatus>
  completeTask(request: CompleteTask): Promise<TaskReply>
  heartbeat(taskToken: string): Promise<TaskReply>
  /** The account that a token was made for, or undefined where this server never made it. */
  taskAccount(taskToken: string): string | undefined
  /** Whether fewer workers wait for tasks of the activity than may. */
  hasRoomForWorker(activity: ActivityRecord): boolean
  /** Waits until a task is there, the signal aborts or a minute has passed; undefined where there was none. */
  pollActivity(request: PollActivity): Promise<ActivityTask | undefined>

  execution(arn: ExecutionArn): Promise<ExecutionRecord | undefined>
  executions(query: ListExecutions): Promise<readonly ListedExecution[]>
  history(query: ReadHistory): Promise<readonly HistoryEntry[]>
  mapRun(arn: string): Promise<MapRunDescription | undefined>
  /** The Map Runs of an execution, the newest first. */
  mapRuns(query: ListMapRuns): Promise<readonly MapRunRecord[]>
  /** Resolves once the change is durable; `over` where the Map Run has ended and nothing was changed. */
  updateMapRun(request: UpdateMapRun): Promise<'done' | 'over'>
  /** The recent log events of an execution, in their order, as long as they are kept in memory. */
  logEvents(executionArn: string): readonly LogEvent[]
  /** The executions of which log events are kept, the one that was written to last first. */
  loggedExecutions(): Iterable<string>
  /** Resolves with the execution's record once it has ended; used by `stepwell run` and nested executions. */
  ended(arn: ExecutionArn, signal?: AbortSignal): Promise<ExecutionRecord>

  /** A small text that a room keeps with the store, by a key of its own (a trigger: since when it watches). */
  setting(key: string): Promise<string | undefined>
  /** Resolves once the text is durable. */
  putSetting(key: string, value: string): Promise<void>
  /** Resolves once the writes of deliveries and event buses are durable, all of them together. */
  writeEvents(writes: readonly (DeliveryWrite | EventBusWrite | ConnectionWrite)[]): Promise<void>
  statistics(): EngineStatistics
  /** Lets the turns that were taken become durable, then stops; what is under way goes on after the next start. */
  close(): Promise<void>
}

/** What the engine holds in memory at the moment. */
export interface EngineStatistics {
  readonly executionsInMemory: number
  /** Express executions that run; they are in memory besides the others. */
  readonly expressExecutions: number
  readonly eventsWaiting: number
  readonly writesWaiting: number
  readonly tasksInFlight: number
  readonly tasksWaiting: number
  readonly timersInMemory: number
  readonly workersWaiting: number
  readonly mapRunsOpen: number
  /** For how long the index of declared fields has not been up to date, in milliseconds. */
  readonly searchIndexBehindMs: number
  /** Declared fields that older executions are still to be indexed by. */
  readonly searchBackfills: number
}

export interface StartRequest extends Namespace {
  readonly stateMachineName: string
  /** A version's number or an alias: starts that version; the current revision where it is absent. */
  readonly qualifier?: string
  /** The server makes a UUID where there is none. */
  readonly name?: string
  /** JSON text; the caller has checked that it is JSON and how long it is. */
  readonly input: string
  readonly traceHeader?: string
  /** The test case of the mock configuration whose answers stand for those of services. */
  readonly testCase?: string
  /** Refused where the state machine is of another type; either will do where it is absent. */
  readonly type?: 'STANDARD' | 'EXPRESS'
}

export interface Started {
  readonly executionArn: ExecutionArn
  readonly startedAt: Instant
}

export interface StartRefused {
  readonly refused:
    | 'unknown-state-machine'
    | 'state-machine-deleting'
    /** The mock configuration has no such test case of the state machine. */
    | 'unknown-test-case'
    /** Standard executions only: those of an Express state machine may share a name. */
    | 'execution-exists'
    | 'type-not-supported'
    /** More Express executions wait than there is room for: ask again. */
    | 'too-many-executions'
    /** As many Standard executions run as may. */
    | 'too-many-open'
}

export type SyncStartRefused = {
  readonly refused: Exclude<StartRefused['refused'], 'execution-exists' | 'too-many-open'>
}

/** An Express execution that somebody waited for. */
export interface SyncExecution extends Started {
  readonly name: string
  readonly ended: Ended
}

export interface StopRequest {
  readonly executionArn: ExecutionArn
  readonly error?: string
  readonly cause?: string
}

export interface RedriveRequest {
  readonly executionArn: ExecutionArn
  /** A request that is sent again with its token redrives nothing and gets the answer of the first one. */
  readonly clientToken?: string
  /** Where it goes on instead of where it was cut off. */
  readonly from?: ChosenState
}

export interface Redriven {
  readonly redrivenAt: Instant
}

export type RedriveRefused =
  | { readonly refused: 'unknown-execution' }
  /** The reason is AWS's sentence. */
  | { readonly refused: 'not-redrivable'; readonly reason: string }
  /** As many executions run as may. */
  | { readonly refused: 'too-many-open'; readonly reason: string }
  | NotChosen

export interface CompleteTask {
  readonly taskToken: string
  /** JSON text of the output, or the error of a task that failed. */
  readonly result: { readonly output: string } | { readonly error?: string; readonly cause?: string }
}

/** `done`, or why not: the token is no token of this server, its task is gone, its task has timed out. */
export type TaskReply = 'done' | 'invalid-token' | 'unknown-task' | 'timed-out'

export interface PollActivity {
  readonly activity: ActivityRecord
  readonly workerName?: string
  readonly signal: AbortSignal
}

export interface ActivityTask {
  readonly taskToken: string
  readonly input: string
}

/** The executions of a state machine, or the children of a Map Run. */
export type ListExecutions = ExecutionPage &
  ({ readonly machine: MachineRecord; readonly startedBy?: StartedBy } | { readonly mapRun: MapRunRecord })

/** A child of a Map Run that awaits its redrive has a status of its own. */
export type ListedExecution = Omit<ExecutionSummary, 'status'> & {
  readonly status: ExecutionStatus | 'PENDING_REDRIVE'
}

export interface ListMapRuns {
  readonly execution: ExecutionRecord
  readonly before?: number
  readonly limit: number
}

export interface MapRunDescription {
  readonly record: MapRunRecord
  /** The execution whose Map state began it. */
  readonly executionArn: ExecutionArn
  /** What is known and has not begun. */
  readonly pending: ChildCounts
  /** Children that ended without success, by the status that they have until they are redriven. */
  readonly awaiting: Readonly<Record<Unsuccessful, ChildCounts>> | undefined
  /** Children that cannot be redriven. */
  readonly notRedrivable: ChildCounts
}

/** What is left out stays as it is. */
export interface UpdateMapRun extends Partial<MapRunSettings> {
  readonly record: MapRunRecord
}

interface ExecutionPage {
  readonly status?: ListedExecution['status']
  readonly redriveFilter?: 'REDRIVEN' | 'NOT_REDRIVEN'
  readonly before?: number
  readonly limit: number
}

export interface ReadHistory {
  readonly execution: ExecutionRecord
  /** First event id wanted: counting up from it, or down with `reverse`. */
  readonly from: number
  readonly limit: number
  readonly reverse: boolean
}

/** One event as AWS's API shows it, but for the name of the details' member, which `detailsMember` has. */
export interface HistoryEntry {
  readonly id: number
  readonly previousEventId: number
  readonly type: string
  readonly timestamp: Instant
  /** `stateEnteredEventDetails`, … ; absent for types without details. */
  readonly detailsMember?: string
  readonly details?: Readonly<Record<string, unknown>>
  /** What our own tools show beside AWS's message; never a part of an AWS response. */
  readonly teaching?: ErrorTeaching
  /** The variables that a frame begins with where its state was chosen, as JSON texts; never a part of an AWS response. */
  readonly variables?: Readonly<Record<string, string>>
}

/** One event that a state machine's logging configuration asks for; without data where that is not asked for. */
export interface LogEvent {
  readonly logGroupArn: string
  readonly executionArn: string
  /** How often the execution had been redriven. */
  readonly redriveCount?: number
  readonly entry: HistoryEntry
}

/** Definitions and activities: written through the engine's commits, read by all. */
export interface Catalog {
  readonly versions: Versions
  readonly aliases: Aliases
  createMachine(request: CreateMachine): Promise<WrittenMachine | CreateMachineRefused>
  updateMachine(request: UpdateMachine): Promise<WrittenMachine | UpdateMachineRefused>
  /** Deleting what is not there succeeds. Running executions end at their next step. */
  deleteMachine(at: Namespace, name: string): Promise<void>
  machine(at: Namespace, name: string): Promise<MachineRecord | undefined>
  /** The revision that an execution runs, and the machine it belongs to. */
  revision(number: number): Promise<RevisionRecord | undefined>
  /** The compiled definition of a revision. */
  compiled(revision: RevisionRecord): Machine
  machines(at: Namespace, after: string | undefined, limit: number): Promise<readonly MachineRecord[]>

  createActivity(
    request: CreateActivity,
  ): Promise<{ readonly activity: ActivityRecord } | CreateActivityRefused>
  deleteActivity(at: Namespace, name: string): Promise<void>
  activity(at: Namespace, name: string): Promise<ActivityRecord | undefined>
  activities(at: Namespace, after: string | undefined, limit: number): Promise<readonly ActivityRecord[]>

  tags(resourceArn: StateMachineArn | ActivityArn): Promise<Readonly<Record<string, string>>>
  putTags(resourceArn: StateMachineArn | ActivityArn, tags: Readonly<Record<string, string>>): Promise<void>
}

export interface WrittenMachine {
  readonly machine: MachineRecord
  /** Where a version was asked for: the one that the current revision has now. */
  readonly version?: VersionRecord
}

export interface CreateMachine extends Namespace {
  readonly name: string
  readonly definition: string
  readonly roleArn: string
  readonly type: 'STANDARD' | 'EXPRESS'
  /** Logging, tracing and encryption configuration as canonical JSON text. */
  readonly configuration: string
  readonly tags?: Readonly<Record<string, string>>
  /** Publishes the first revision as a version. */
  readonly publish?: { readonly description?: string }
}

/** A repeated create with equal name, definition text, type, configuration and `publish` gives the machine that is there. */
export type CreateMachineRefused =
  | { readonly refused: 'invalid-definition'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly refused: 'exists' | 'deleting' | 'too-many' }
  | UnknownKmsKey

export interface UpdateMachine extends Namespace {
  readonly name: string
  readonly definition?: string
  readonly roleArn?: string
  readonly configuration?: string
  /** Publishes the revision that there is then; one that has a version already keeps it. */
  readonly publish?: { readonly description?: string }
}

export type UpdateMachineRefused =
  | { readonly refused: 'invalid-definition'; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly refused: 'unknown-state-machine' | 'deleting' | 'other-description' | 'too-many-versions'
    }
  | UnknownKmsKey

/** The state machine has changed: what is current. */
export interface OtherRevision {
  readonly refused: 'other-revision'
  readonly machine: MachineRecord
}

export interface CreateActivity extends Namespace {
  readonly name: string
  readonly configuration: string
  readonly tags?: Readonly<Record<string, string>>
}

export type CreateActivityRefused = { readonly refused: 'exists' | 'too-many' } | UnknownKmsKey
