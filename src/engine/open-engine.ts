/**
 * The engine, put together: the only room where time passes.
 *
 * Owns: the order of opening and closing, and the door's methods, each of which is a few lines over the parts.
 */
import { assert, mapRunArn, parseMapRunArn, Payload, type ExecutionArn, type Limits } from '#base'
import type { EventBody, Turn } from '#interpreter'
import type {
  ActivityRecord,
  DeliveryWrite,
  ConnectionWrite,
  EventBusWrite,
  ExecutionRecord,
  MachineRecord,
  MapRunRecord,
} from '#store'
import type { EngineCatalog } from './catalog/catalog.ts'
import { executionArnOf, mapRunArnOf, rowOfArn } from './execution-arns.ts'
import type { StoredDrafts } from './drafts/drafts.ts'
import { Ends } from './ends.ts'
import type { ExecutionForks } from './fork/forks.ts'
import { readHistory } from './history-entries.ts'
import type { LiveExecution } from './live-execution.ts'
import { describeMapRun } from './map-run/describe.ts'
import { listExecutions } from './list-executions.ts'
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
import { recover } from './recovery.ts'
import type { RedriveStatus } from './redrive/redrive-status.ts'
import { keepRetention } from './retention.ts'
import type { Searches } from './search/port.ts'
import { shuttingDown } from './shutting-down.ts'
import { readTaskToken } from './task-token.ts'
import { testState } from './test-state.ts'
import { endedExecution } from './turn-record.ts'
import { openParts, type Counters, type EngineOptions, type EngineParts } from './engine-parts.ts'

/** Opens the engine over a store and begins to go on with what is there. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const counters = { ...(await options.store.counters()) }
  return new StepwellEngine(options, counters)
}

class StepwellEngine implements Engine {
  readonly limits: Limits
  readonly catalog: EngineCatalog
  readonly forks: ExecutionForks
  readonly drafts: StoredDrafts
  readonly search: Searches
  readonly #parts: EngineParts
  readonly #endRetention: () => void
  readonly #ends = new Ends()
  /** Executions that have spent the budget of a turn. */
  readonly #continuing = new OneByOne<number>((executionId) =>
    this.#parts.executions.post(executionId, { event: { type: 'TurnContinued' } }),
  )
  readonly #recovery: Promise<void>
  #closed: Promise<void> | undefined

  constructor(options: EngineOptions, counters: Counters) {
    const parts = openParts(options, counters, {
      stopAll: (machine) => this.#stopAll(machine),
      stop: (request) => this.stop(request),
      redrive: (request) => this.redrive(request),
      execution: (arn) => this.execution(arn),
    })
    const { catalog, executions, timers, searching, forks, drafts } = parts
    this.#parts = parts
    this.limits = options.limits
    this.catalog = catalog
    this.forks = forks
    this.drafts = drafts
    this.search = searching.searches
    executions.listen({ turnCommitted: (live, turn) => this.#turnCommitted(live, turn) })
    timers.start()
    this.#endRetention = keepRetention({ ...parts, days: options.retentionDays })
    this.#recovery = recover({ ...parts, express: parts.expressStarts }, () => this.#closed !== undefined)
    void searching.recover()
  }

  start(request: StartRequest): Promise<Started | StartRefused> {
    return this.#parts.starts.start(request)
  }

  startSync(request: StartRequest, signal?: AbortSignal): Promise<SyncExecution | SyncStartRefused> {
    return this.#parts.starts.startSync(request, signal)
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
    const closed = await this.#parts.store.execution(record.id)
    return { stoppedAt: closed?.stoppedAt ?? this.#parts.clock.now() }
  }

  testState(request: TestStateRequest, over?: AbortSignal): Promise<TestedState> {
    return testState(this.#parts.testing, request, over)
  }

  async redrive({ executionArn, ...wanted }: RedriveRequest): Promise<Redriven | RedriveRefused> {
    const record = await this.execution(executionArn)
    return record ? this.#parts.redrives.redrive(record.id, wanted) : { refused: 'unknown-execution' }
  }

  redriveStatus(execution: ExecutionRecord): Promise<RedriveStatus> {
    return this.#parts.redrives.status(execution)
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
    return readTaskToken(this.#parts.store.secret, taskToken)?.account
  }

  hasRoomForWorker({ id }: ActivityRecord): boolean {
    return this.#parts.activities.hasRoom(id)
  }

  pollActivity(request: PollActivity): Promise<ActivityTask | undefined> {
    return this.#parts.activities.poll(request)
  }

  async execution(arn: ExecutionArn): Promise<ExecutionRecord | undefined> {
    const id = await this.#executionId(arn)
    const record = id === undefined ? undefined : await this.#parts.store.execution(id)
    // A child of a Map Run is found by its whole ARN only.
    return record?.mapRun?.label === rowOfArn(arn)?.label ? record : undefined
  }

  executions(query: ListExecutions): Promise<readonly ListedExecution[]> {
    return listExecutions(this.#parts.store, query)
  }

  async mapRun(arn: string): Promise<MapRunDescription | undefined> {
    const named = parseMapRunArn(arn)
    const record = named && (await this.#parts.store.mapRun(named.uuid))
    if (!record || mapRunArnOf(record) !== mapRunArn(named, named)) return undefined
    const parent = await this.#parts.store.execution(record.executionId)
    return parent && describeMapRun(record, executionArnOf(parent))
  }

  mapRuns({ execution, before, limit }: ListMapRuns): Promise<readonly MapRunRecord[]> {
    return this.#parts.store.mapRuns({
      executionId: execution.id,
      limit,
      ...(before !== undefined && { before }),
    })
  }

  async updateMapRun({ record, ...changed }: UpdateMapRun): Promise<'done' | 'over'> {
    const settings = { ...record.settings, ...changed }
    await this.#parts.committer.commit({ kind: 'changeMapRun', change: { mapRunId: record.id, settings } })
    this.#parts.mapRuns.changed(record.uuid)
    return (await this.#parts.store.mapRun(record.uuid))?.status === 'RUNNING' ? 'done' : 'over'
  }

  history(query: ReadHistory): Promise<readonly HistoryEntry[]> {
    return readHistory(this.#parts.store, query)
  }

  logEvents(executionArn: string): readonly LogEvent[] {
    return this.#parts.logs.recent.of(executionArn)
  }

  loggedExecutions(): Iterable<string> {
    return this.#parts.logs.recent.executionArns()
  }

  async ended(arn: ExecutionArn, signal?: AbortSignal): Promise<ExecutionRecord> {
    const id = await this.#executionId(arn)
    if (id === undefined) throw new Error(`there is no execution ${arn}`)
    signal?.throwIfAborted()
    const told = await this.#ends.next(id, () => this.#isRunning(id), signal)
    signal?.throwIfAborted()
    const closed = told ?? (await this.#parts.store.execution(id))
    assert(closed, 'an execution that has ended is in the store')
    if (closed.status === 'RUNNING') throw shuttingDown()
    return closed
  }

  async #executionId(arn: ExecutionArn): Promise<number | undefined> {
    const inMemory = this.#parts.executions.idOf(arn)
    if (inMemory !== undefined) return inMemory
    const parsed = rowOfArn(arn)
    const machine = parsed && (await this.catalog.machine(parsed, parsed.stateMachineName))
    return machine && this.#parts.names.find(machine.id, parsed.rowName)
  }

  /** Whether its end is still to be told; one in memory is not asked of the store. */
  async #isRunning(executionId: number): Promise<boolean> {
    if (this.#parts.executions.has(executionId)) return true
    return (await this.#parts.store.execution(executionId))?.status === 'RUNNING'
  }

  setting(key: string): Promise<string | undefined> {
    return this.#parts.store.setting(key)
  }

  putSetting(key: string, value: string): Promise<void> {
    return this.#parts.committer.commit({ kind: 'putSetting', key, value })
  }

  async writeEvents(writes: readonly (DeliveryWrite | EventBusWrite | ConnectionWrite)[]): Promise<void> {
    if (writes.length > 0) await this.#parts.committer.commitTogether(writes)
  }

  statistics(): EngineStatistics {
    return {
      executionsInMemory: this.#parts.executions.inMemory,
      expressExecutions: this.#parts.expressRuns.count,
      eventsWaiting: this.#parts.executions.waiting + this.#parts.expressStarts.waiting,
      writesWaiting: this.#parts.committer.depth,
      tasksInFlight: this.#parts.dispatch.inFlight + this.#parts.expressRuns.tasksInFlight,
      tasksWaiting: this.#parts.dispatch.waiting + this.#parts.expressRuns.tasksWaiting,
      timersInMemory: this.#parts.timers.inMemory,
      workersWaiting: this.#parts.activities.waiting,
      mapRunsOpen: this.#parts.mapRuns.count,
      searchIndexBehindMs: this.#parts.searching.indexer.behindMs,
      searchBackfills: this.#parts.searching.indexer.backfills,
    }
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  // -------------------------------------------------------------------------------------------------- private

  #turnCommitted(live: LiveExecution, turn: Turn): void {
    const { id } = live.identity
    live.log?.(turn.history)
    this.#parts.dispatch.turnCommitted(live, turn)
    this.#parts.timers.turnCommitted(live, turn)
    this.#parts.activities.turnCommitted(live, turn)
    this.#parts.mapRuns.turnCommitted(live, turn)
    if (turn.commands.some(({ type }) => type === 'Continue')) this.#continuing.add(id)
    this.#parts.searching.indexer.turnCommitted()
    const { ended } = turn
    if (ended) this.#parts.tracing.ended(id, live.trace, turn)
    if (ended) this.#ends.tell(id, () => ({ ...live.record, ...endedExecution(ended) }))
  }

  /** Gives an event to an execution and waits until its turn is durable; undefined where the execution is closed. */
  #ask(executionId: number, event: EventBody): Promise<Turn | undefined> {
    return new Promise((resolve, reject) => {
      this.#parts.executions.post(executionId, {
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
    const place = readTaskToken(this.#parts.store.secret, taskToken)
    if (!place) return 'invalid-token'
    const { executionId, frameId, taskId } = place
    const turn = await this.#ask(executionId, eventFor({ frameId, taskId }))
    if (turn) return turn.task === 'done' ? 'done' : 'timed-out'
    // What has ended still knows that it had the task, until its time is over.
    return (await this.#parts.store.execution(executionId)) ? 'timed-out' : 'unknown-task'
  }

  /** No more of them begin, so each page is looked at once. */
  async #stopAll({ id: machineId, type }: MachineRecord): Promise<void> {
    // Those of an Express state machine go on, as on AWS: they cannot be aborted, and they are short.
    if (type === 'EXPRESS') return
    const limit = 200
    let before: number | undefined
    for (;;) {
      const query = { machineId, status: 'RUNNING', limit, ...(before !== undefined && { before }) } as const
      const running = await this.#parts.store.executions(query)
      await Promise.all(running.map(({ id }) => this.#ask(id, { type: 'ExecutionStopped' })))
      if (running.length < limit) return
      before = running.at(-1)!.id
    }
  }

  async #close(): Promise<void> {
    const searchingClosed = this.#parts.searching.close()
    this.#endRetention()
    this.#parts.timers.close()
    this.#parts.mapRuns.close()
    this.#parts.dispatch.close()
    this.#parts.activities.close()
    this.#parts.executions.close()
    this.#parts.expressStarts.close()
    this.#parts.expressRuns.close()
    this.#ends.close()
    await searchingClosed
    await this.#recovery
    await this.#parts.queries.close()
    await this.#parts.committer.drained()
    await this.#parts.tracing.close()
  }
}
