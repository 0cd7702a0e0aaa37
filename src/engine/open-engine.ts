/**
 * The engine, put together: the only room where time passes.
 *
 * Owns: the order of opening and closing, and the door's methods, each of which is a few lines over the parts.
 */
import { AslError, assert, mapRunArn, parseMapRunArn, Payload, type ExecutionArn, type Limits } from '#base'
import type { MapData, SendTask } from '#integrations'
import type { EventBody, Turn } from '#interpreter'
import type { ExecutionRecord, MachineRecord, MapRunRecord, Store } from '#store'
import { Activities } from './activities/activities.ts'
import { BusyPoll } from './busy-poll.ts'
import { EngineCatalog } from './catalog/catalog.ts'
import { systemClock, type Clock } from './clock.ts'
import { Committer, type CommitObserver } from './commit.ts'
import { Dispatch } from './dispatch.ts'
import { ExecutionLogs, type LogSink } from './logs/execution-logs.ts'
import { executionArnOf, mapRunArnOf, rowOfArn } from './execution-arns.ts'
import { Ends } from './ends.ts'
import { Executions } from './executions.ts'
import { ExpressRuns } from './express/runs.ts'
import { expressRunsMaxDefault, ExpressStarts } from './express/starts.ts'
import { readHistory } from './history-entries.ts'
import type { LiveExecution } from './live-execution.ts'
import { describeMapRun } from './map-run/describe.ts'
import { MapRuns } from './map-run/map-runs.ts'
import { listExecutions } from './list-executions.ts'
import { NameLookup } from './starts/name-lookup.ts'
import { OneByOne } from './one-by-one.ts'
import type {
  ActivityTask,
  CompleteTask,
  Engine,
  EngineStatistics,
  HistoryEntry,
  ListedExecution,
  ListExecutions,
  ListMapRuns,
  LogEvent,
  MapRunDescription,
  PollActivity,
  ReadHistory,
  Redriven,
  RedriveRefused,
  RedriveRequest,
  StartRefused,
  StartRequest,
  Started,
  StopRequest,
  SyncExecution,
  SyncStartRefused,
  TaskReply,
  TestedState,
  TestStateRequest,
  UpdateMapRun,
} from './port.ts'
import { openQueryProcesses } from './query-elsewhere.ts'
import { recover } from './recovery.ts'
import type { RedriveStatus } from './redrive/redrive-status.ts'
import { Redrives } from './redrive/redrives.ts'
import { memoryLimitsDefault, type MemoryLimits } from './resident-executions.ts'
import { keepRetention } from './retention.ts'
import { shuttingDown } from './shutting-down.ts'
import { Starts, type TestCases } from './starts/starts.ts'
import { readTaskToken } from './task-token.ts'
import { testState, type TestStateOptions } from './test-state.ts'
import { Timers } from './timers.ts'
import { endedExecution } from './turn-record.ts'

export interface EngineOptions {
  readonly store: Store
  readonly limits: Limits
  readonly send: SendTask
  /** Where items of Distributed Maps come from and their results go; without it a Map has the items of its input. */
  readonly mapData?: MapData
  /** The test cases that executions may be started with; none where it is absent. */
  readonly testCases?: TestCases
  readonly clock?: Clock
  /** By how much Wait states are longer than they say: 0.1 waits six seconds for a minute; 1 by default. */
  readonly waitTimeScale?: number
  /** Days that closed executions are kept; undefined for ever. */
  readonly retentionDays?: number | undefined
  readonly observer?: CommitObserver
  /** Told of the log events that logging configurations ask for. */
  readonly log?: LogSink
  readonly memory?: MemoryLimits
  /** Express executions that run at once. */
  readonly expressRunsMax?: number
  /** Told of faults that no caller can be told of. */
  readonly report?: (error: Error, executionArn?: string) => void
}

/** Opens the engine over a store and begins to go on with what is there. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const counters = { ...(await options.store.counters()) }
  return new StepwellEngine(options, counters)
}

/** An engine that was opened without data. */
const noMapData: MapData = {
  async *openItems() {
    yield new AslError('States.ItemReaderFailed', 'This server has no access to data for Distributed Maps.')
  },
  async *writeResults() {
    yield new AslError('States.ResultWriterFailed', 'This server has no access to data for Distributed Maps.')
  },
}

type Counters = { executionId: number; machineId: number; revision: number; activityId: number }

class StepwellEngine implements Engine {
  readonly limits: Limits
  readonly catalog: EngineCatalog
  readonly #store: Store
  readonly #clock: Clock
  readonly #committer: Committer
  readonly #executions: Executions
  readonly #names: NameLookup
  readonly #starts: Starts
  readonly #dispatch: Dispatch
  readonly #timers: Timers
  readonly #activities: Activities
  readonly #logs: ExecutionLogs
  readonly #expressRuns: ExpressRuns
  readonly #expressStarts: ExpressStarts
  readonly #mapRuns: MapRuns
  readonly #redrives: Redrives
  readonly #endRetention: () => void
  readonly #ends = new Ends()
  /** Executions that have spent the budget of a turn. */
  readonly #continuing = new OneByOne<number>((executionId) =>
    this.#executions.post(executionId, { event: { type: 'TurnContinued' } }),
  )
  readonly #queries = openQueryProcesses()
  readonly #testing: TestStateOptions
  readonly #recovery: Promise<void>
  #closed: Promise<void> | undefined

  constructor(options: EngineOptions, counters: Counters) {
    const { store, limits, memory = memoryLimitsDefault, report = () => undefined } = options
    const clock = options.clock ?? systemClock()
    const poll = new BusyPoll()
    const logs = new ExecutionLogs(options.log ?? (() => undefined))
    this.#logs = logs
    const committer = new Committer(store, options.observer ?? { committed: () => undefined }, poll)
    const startedBefore = counters.executionId
    this.limits = limits
    this.#store = store
    this.#clock = clock
    this.#committer = committer
    this.#names = new NameLookup(store, poll)
    const stopAll = (machine: MachineRecord) => this.#stopAll(machine)
    const catalog = new EngineCatalog({ store, committer, clock, limits, counters, stopAll })
    this.catalog = catalog
    const { waitTimeScale, send } = options
    const common = { store, committer, catalog, clock, limits, logs, queries: this.#queries, report }
    const executions = new Executions({ ...common, memory, waitTimeScale })
    this.#executions = executions
    this.#testing = { clock, limits, send, queries: this.#queries, waitTimeScale }
    const runs = new ExpressRuns({ clock, limits, send, queries: this.#queries, report, waitTimeScale })
    const { expressRunsMax: runsMax = expressRunsMaxDefault } = options
    const shared = { store, catalog, committer, clock, logs, counters, report }
    const express = new ExpressStarts({ ...shared, runs, runsMax })
    this.#expressRuns = runs
    this.#expressStarts = express
    const testCases = options.testCases ?? { has: () => false }
    const starts = {
      testCases,
      store,
      catalog,
      executions,
      names: this.#names,
      clock,
      counters,
      logs,
      express,
    }
    this.#starts = new Starts(starts)
    this.#dispatch = new Dispatch({ executions, clock, send: options.send, report })
    this.#timers = new Timers({ store, executions, clock, report })
    this.#activities = new Activities({ store, executions, clock })
    const data = options.mapData ?? noMapData
    this.#mapRuns = new MapRuns({ ...common, executions, counters, express: runs, data })
    this.#redrives = new Redrives({ store, catalog, clock, limits, executions, mapRuns: this.#mapRuns })
    executions.listen({ turnCommitted: (live, turn) => this.#turnCommitted(live, turn) })
    this.#timers.start()
    this.#endRetention = keepRetention({ store, clock, days: options.retentionDays, report })
    const recovery = {
      store,
      executions,
      dispatch: this.#dispatch,
      catalog,
      express,
      mapRuns: this.#mapRuns,
      clock,
      report,
      startedBefore,
    }
    this.#recovery = recover(recovery, () => this.#closed !== undefined)
  }

  start(request: StartRequest): Promise<Started | StartRefused> {
    return this.#starts.start(request)
  }

  startSync(request: StartRequest, signal?: AbortSignal): Promise<SyncExecution | SyncStartRefused> {
    return this.#starts.startSync(request, signal)
  }

  async stop(request: StopRequest): Promise<{ stoppedAt: number } | { refused: 'unknown-execution' }> {
    const record = await this.execution(request.executionArn)
    if (!record) return { refused: 'unknown-execution' }
    if (record.stoppedAt !== undefined) return { stoppedAt: record.stoppedAt }
    const { error, cause } = request
    const event: EventBody = {
      type: 'ExecutionStopped',
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    }
    const turn = await this.#ask(record.id, event)
    if (turn?.ended) return { stoppedAt: turn.ended.at }
    // It ended by itself while the stop was on its way.
    const closed = await this.#store.execution(record.id)
    return { stoppedAt: closed?.stoppedAt ?? this.#clock.now() }
  }

  testState(request: TestStateRequest, over?: AbortSignal): Promise<TestedState> {
    return testState(this.#testing, request, over)
  }

  async redrive({ executionArn, clientToken }: RedriveRequest): Promise<Redriven | RedriveRefused> {
    const record = await this.execution(executionArn)
    return record ? this.#redrives.redrive(record.id, clientToken) : { refused: 'unknown-execution' }
  }

  redriveStatus(execution: ExecutionRecord): Promise<RedriveStatus> {
    return this.#redrives.status(execution)
  }

  async completeTask(request: CompleteTask): Promise<TaskReply> {
    const { result } = request
    if ('output' in result) {
      const output = Payload.fromText(result.output)
      return this.#tellTask(request.taskToken, (task) => ({ type: 'TaskSucceeded', ...task, output }))
    }
    return this.#tellTask(request.taskToken, (task) => ({ type: 'TaskFailed', ...task, ...result }))
  }

  async heartbeat(taskToken: string): Promise<TaskReply> {
    return this.#tellTask(taskToken, (task) => ({ type: 'TaskHeartbeatReceived', ...task }))
  }

  taskAccount(taskToken: string): string | undefined {
    return readTaskToken(this.#store.secret, taskToken)?.account
  }

  pollActivity(request: PollActivity): Promise<ActivityTask | undefined> {
    return this.#activities.poll(request)
  }

  async execution(arn: ExecutionArn): Promise<ExecutionRecord | undefined> {
    const id = await this.#executionId(arn)
    const record = id === undefined ? undefined : await this.#store.execution(id)
    // A child of a Map Run is found by its whole ARN only.
    return record?.mapRun?.label === rowOfArn(arn)?.label ? record : undefined
  }

  executions(query: ListExecutions): Promise<readonly ListedExecution[]> {
    return listExecutions(this.#store, query)
  }

  async mapRun(arn: string): Promise<MapRunDescription | undefined> {
    const named = parseMapRunArn(arn)
    const record = named && (await this.#store.mapRun(named.uuid))
    if (!record || mapRunArnOf(record) !== mapRunArn(named, named)) return undefined
    const parent = await this.#store.execution(record.executionId)
    return parent && describeMapRun(record, executionArnOf(parent))
  }

  mapRuns({ execution, before, limit }: ListMapRuns): Promise<readonly MapRunRecord[]> {
    return this.#store.mapRuns({ executionId: execution.id, limit, ...(before !== undefined && { before }) })
  }

  async updateMapRun({ record, ...changed }: UpdateMapRun): Promise<'done' | 'over'> {
    const settings = { ...record.settings, ...changed }
    await this.#committer.commit({ kind: 'changeMapRun', change: { mapRunId: record.id, settings } })
    this.#mapRuns.changed(record.uuid)
    return (await this.#store.mapRun(record.uuid))?.status === 'RUNNING' ? 'done' : 'over'
  }

  history(query: ReadHistory): Promise<readonly HistoryEntry[]> {
    return readHistory(this.#store, query)
  }

  logEvents(executionArn: string): readonly LogEvent[] {
    return this.#logs.recent.of(executionArn)
  }

  loggedExecutions(): Iterable<string> {
    return this.#logs.recent.executionArns()
  }

  async ended(arn: ExecutionArn, signal?: AbortSignal): Promise<ExecutionRecord> {
    const id = await this.#executionId(arn)
    if (id === undefined) throw new Error(`there is no execution ${arn}`)
    signal?.throwIfAborted()
    const told = await this.#ends.next(id, () => this.#isRunning(id), signal)
    signal?.throwIfAborted()
    const closed = told ?? (await this.#store.execution(id))
    assert(closed, 'an execution that has ended is in the store')
    if (closed.status === 'RUNNING') throw shuttingDown()
    return closed
  }

  async #executionId(arn: ExecutionArn): Promise<number | undefined> {
    const inMemory = this.#executions.idOf(arn)
    if (inMemory !== undefined) return inMemory
    const parsed = rowOfArn(arn)
    const machine = parsed && (await this.catalog.machine(parsed, parsed.stateMachineName))
    return machine && this.#names.find(machine.id, parsed.rowName)
  }

  /** Whether its end is still to be told; one in memory is not asked of the store. */
  async #isRunning(executionId: number): Promise<boolean> {
    if (this.#executions.has(executionId)) return true
    return (await this.#store.execution(executionId))?.status === 'RUNNING'
  }

  setting(key: string): Promise<string | undefined> {
    return this.#store.setting(key)
  }

  putSetting(key: string, value: string): Promise<void> {
    return this.#committer.commit({ kind: 'putSetting', key, value })
  }

  statistics(): EngineStatistics {
    return {
      executionsInMemory: this.#executions.inMemory,
      expressExecutions: this.#expressRuns.count,
      eventsWaiting: this.#executions.waiting + this.#expressStarts.waiting,
      writesWaiting: this.#committer.depth,
      tasksInFlight: this.#dispatch.inFlight + this.#expressRuns.tasksInFlight,
      tasksWaiting: this.#dispatch.waiting + this.#expressRuns.tasksWaiting,
      timersInMemory: this.#timers.inMemory,
      workersWaiting: this.#activities.waiting,
      mapRunsOpen: this.#mapRuns.count,
    }
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  // -------------------------------------------------------------------------------------------------- private

  #turnCommitted(live: LiveExecution, turn: Turn): void {
    const { id } = live.identity
    live.log?.(turn.history)
    this.#dispatch.turnCommitted(live, turn)
    this.#timers.turnCommitted(live, turn)
    this.#activities.turnCommitted(live, turn)
    this.#mapRuns.turnCommitted(live, turn)
    if (turn.commands.some(({ type }) => type === 'Continue')) this.#continuing.add(id)
    const { ended } = turn
    if (ended) this.#ends.tell(id, () => ({ ...live.record, ...endedExecution(ended) }))
  }

  /** Gives an event to an execution and waits until its turn is durable; undefined where the execution is closed. */
  #ask(executionId: number, event: EventBody): Promise<Turn | undefined> {
    return new Promise((resolve, reject) => {
      this.#executions.post(executionId, {
        event,
        done: resolve,
        failed: (reason) => {
          if (reason !== 'closed') reject(reason)
          else if (this.#closed) reject(shuttingDown())
          else resolve(undefined)
        },
      })
    })
  }

  async #tellTask(
    taskToken: string,
    eventFor: (task: { frameId: number; taskId: number }) => EventBody,
  ): Promise<TaskReply> {
    const place = readTaskToken(this.#store.secret, taskToken)
    if (!place) return 'invalid-token'
    const { executionId, frameId, taskId } = place
    const turn = await this.#ask(executionId, eventFor({ frameId, taskId }))
    return turn?.task === 'done' ? 'done' : 'timed-out'
  }

  /** No more of them begin, so each page is looked at once. */
  async #stopAll({ id: machineId, type }: MachineRecord): Promise<void> {
    // Those of an Express state machine go on, as on AWS: they cannot be aborted, and they are short.
    if (type === 'EXPRESS') return
    const limit = 200
    let before: number | undefined
    for (;;) {
      const query = { machineId, status: 'RUNNING', limit, ...(before !== undefined && { before }) } as const
      const running = await this.#store.executions(query)
      await Promise.all(running.map(({ id }) => this.#ask(id, { type: 'ExecutionStopped' })))
      if (running.length < limit) return
      before = running.at(-1)!.id
    }
  }

  async #close(): Promise<void> {
    this.#endRetention()
    this.#timers.close()
    this.#mapRuns.close()
    this.#dispatch.close()
    this.#activities.close()
    this.#executions.close()
    this.#expressStarts.close()
    this.#expressRuns.close()
    this.#ends.close()
    await this.#recovery
    await this.#queries.close()
    await this.#committer.drained()
  }
}
