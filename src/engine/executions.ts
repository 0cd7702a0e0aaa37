/**
 * The executions that are in memory, and the mail that makes them go on.
 *
 * Owns: loading, taking turns in order, giving turns to the commit pipeline and acting once they are durable.
 * Neighbours: `resident-executions` (what stays in memory), `load-execution` (reads them), `commit` (when a turn is
 * durable), `dispatch` (sends tasks), `timers` (posts what is due).
 *
 * 1. An execution takes one turn at a time, in the order of its mail; what a turn needs is loaded before it.
 * 2. Commands are carried out after the commit of their turn (invariant 1), and who comes too late is told so after the
 *    commit of the turn that ended the execution.
 * 3. One that was forgotten takes no more mail: it is loaded again.
 */
import type { Limits } from '#base'
import {
  itemsKey,
  needsMore,
  step,
  type Environment,
  type EventBody,
  type Frame,
  type FrameId,
  type Need,
  type StepResult,
  type Turn,
} from '#interpreter'
import { StoreUnavailable, type ExecutionId, type ExecutionRecord, type Store, type TurnRecord } from '#store'
import type { EngineCatalog } from './catalog/catalog.ts'
import type { Clock } from './clock.ts'
import type { Committer, PendingWrite } from './commit.ts'
import type { ExecutionLogs } from './logs/execution-logs.ts'
import { changesNothing, type LiveExecution, type Mail } from './live-execution.ts'
import { loadExecution, loadFrames, loadItems, loadRedriven, type Redriving } from './load-execution.ts'
import type { QueryProcesses } from './query-elsewhere.ts'
import { ResidentExecutions, type MemoryLimits } from './resident-executions.ts'
import type { Announcer } from './status-events.ts'
import type { Tracing } from './tracing/tracing.ts'
import { TurnBatch } from './turn-batch.ts'
import { mintTaskToken } from './task-token.ts'
import { turnRecord } from './turn-record.ts'

/** How long an event that came at a bad moment (disk full) waits before it is tried again. */
const retryMailMs = 1000

export interface FoundFrame {
  readonly live: LiveExecution
  readonly frame: Frame
}

/** What others do with a durable turn. */
export interface TurnListener {
  turnCommitted(live: LiveExecution, turn: Turn): void
}

export interface ExecutionsOptions {
  readonly store: Store
  readonly committer: Committer
  readonly catalog: EngineCatalog
  readonly clock: Clock
  readonly limits: Limits
  readonly memory: MemoryLimits
  readonly logs: ExecutionLogs
  readonly tracing: Tracing
  /** Runs the expressions that take too long on the event loop. */
  readonly queries: QueryProcesses
  readonly announcer: Announcer
  /** By how much Wait states are longer than they say. */
  readonly waitTimeScale?: number | undefined
  /** Told of a fault of Stepwell's own in an execution, and of events that are lost because the store is. */
  readonly report: (error: Error, executionArn?: string) => void
}

export class Executions {
  readonly #options: ExecutionsOptions
  readonly #environment: Environment
  readonly #resident: ResidentExecutions
  readonly #loads = new Map<ExecutionId, Promise<LiveExecution | undefined>>()
  #listener: TurnListener = { turnCommitted: () => undefined }
  #mail = 0
  #uncommitted = 0
  #closed = false
  #reported: Error | undefined

  constructor(options: ExecutionsOptions) {
    this.#options = options
    this.#resident = new ResidentExecutions(options.memory)
    const { secret } = options.store
    this.#environment = {
      limits: options.limits,
      taskToken: (identity, frameId, taskId) =>
        mintTaskToken(secret, { executionId: identity.id, account: identity.account, frameId, taskId }),
      elsewhere: (request) => options.queries.evaluate(request),
      ...(options.waitTimeScale !== undefined && { waitTimeScale: options.waitTimeScale }),
    }
  }

  listen(listener: TurnListener): void {
    this.#listener = listener
  }

  /** Events that wait for a turn. */
  get waiting(): number {
    return this.#mail
  }

  /** Events that wait for a turn, and turns that are not durable yet: what timers and recovery hold back for. */
  get backlog(): number {
    return this.#mail + this.#uncommitted
  }

  /** Whether it is in memory; it is until the commit of its last turn has been told to the listener. */
  has(executionId: ExecutionId): boolean {
    return this.#resident.has(executionId)
  }

  /** The id of an execution that is in memory. */
  idOf(executionArn: string): ExecutionId | undefined {
    return this.#resident.idOf(executionArn)
  }

  get inMemory(): number {
    return this.#resident.size
  }

  /** An execution that has ended, as one that is about to be redriven: `begin` takes it in. */
  loadRedriven(closed: ExecutionRecord, how: Redriving): Promise<LiveExecution | undefined> {
    return loadRedriven(this.#options, closed, how)
  }

  /** Takes a new execution, or one that is redriven, in and gives it its first event. */
  begin(live: LiveExecution, mail: Mail): void {
    const closed = live.redriven && this.#resident.get(live.identity.id)
    if (closed) this.#resident.forget(closed)
    this.#resident.keep(live)
    this.#post(live, mail)
  }

  /**
   * Takes new executions in, or redriven ones, whose first turns are written in one group with `alongside`, or none of them. Resolves when
   * that is among the writes that wait, or will never be; what is added later comes behind it.
   */
  beginTogether(
    executions: readonly LiveExecution[],
    alongside: PendingWrite,
    event: EventBody = { type: 'ExecutionStarted' },
  ): Promise<void> {
    const { committer } = this.#options
    const { promise, resolve } = Promise.withResolvers<void>()
    const first: PendingWrite = {
      write: alongside.write,
      done: (error) => {
        alongside.done(error)
        resolve()
      },
    }
    const batch = new TurnBatch(executions, first, (writes) => {
      committer.addTogether(writes)
      resolve()
    })
    for (const live of executions) live.batch = batch
    const mail: Mail = { event, failed: () => undefined }
    for (const live of executions) if (batch.isOpen) this.begin(live, mail)
    return promise
  }

  /** Gives an event to an execution, which is loaded if need be. */
  post(executionId: ExecutionId, mail: Mail): void {
    const live = this.#resident.get(executionId)
    if (live) return this.#post(live, mail)
    if (this.#closed) return mail.failed?.('closed')
    this.#mail++
    void this.#load(executionId).then(
      (loaded) => {
        this.#mail--
        // It is asked for again, for it may have been evicted meanwhile (invariant 3 of this file).
        if (loaded) this.post(executionId, mail)
        else mail.failed?.('closed')
      },
      (error: Error) => {
        this.#mail--
        this.#failed(executionId, mail, error)
      },
    )
  }

  /** A frame as it is now, where it is in memory. */
  frameInMemory(executionId: ExecutionId, frameId: FrameId): FoundFrame | undefined {
    const live = this.#resident.get(executionId)
    const frame = live?.frames.get(frameId)
    return live && frame && { live, frame }
  }

  /** A frame as it is now: in memory, or loaded. Undefined where it or its execution is gone. */
  async frame(executionId: ExecutionId, frameId: FrameId): Promise<FoundFrame | undefined> {
    const live = this.#resident.get(executionId) ?? (await this.#load(executionId))
    if (!live) return undefined
    const { header } = live
    let stored: Frame | undefined
    if (!live.frames.has(frameId) && !live.complete && !live.hasDropped(frameId)) {
      ;[stored] = await loadFrames(this.#options.store, executionId, { from: frameId, to: frameId })
      // A turn that was taken meanwhile may have dropped the frame: then it must not come back.
      if (stored && live.header === header) this.#keepFrames(live, [stored])
    }
    const frame = live.frames.get(frameId) ?? stored
    return frame && { live, frame }
  }

  /** Takes no more mail; what is in memory is forgotten once it is written. */
  close(): void {
    this.#closed = true
  }

  // ---------------------------------------------------------------------------------------------------- turns

  #post(live: LiveExecution, mail: Mail): void {
    live.mail.push(mail)
    this.#mail++
    this.#resident.touch(live)
    if (!live.loading && live.mail.length === 1) this.#takeTurns(live)
  }

  #takeTurns(live: LiveExecution): void {
    while (live.mail.length > 0 && !live.loading && !live.stale) {
      const mail = live.mail[0]!
      // Until the end is durable it may still be rolled back.
      if (live.closed && live.uncommitted > 0) return
      if (live.closed || this.#closed) {
        this.#taken(live)
        mail.failed?.('closed')
      } else if (!this.#takeTurn(live, mail)) return
    }
  }

  /** Takes one turn; false where it has to wait for something first. */
  #takeTurn(live: LiveExecution, mail: Mail): boolean {
    const { clock } = this.#options
    const event = { ...mail.event, at: clock.now(), seed: clock.seed() }
    try {
      const result = step(live.machine, this.#refreshed(live), { event, environment: this.#environment })
      if (!(result instanceof Promise)) return this.#takeResult(live, mail, result)
      void this.#takeLater(live, mail, result)
      return false
    } catch (error) {
      this.#faultIn(live, mail, error as Error)
      return true
    }
  }

  /** A turn that evaluates JSONata comes later; the mail behind it waits. */
  async #takeLater(live: LiveExecution, mail: Mail, result: Promise<StepResult>): Promise<void> {
    live.loading = true
    let isTaken: boolean
    try {
      const settled = await result
      live.loading = false
      // A turn before it was rolled back meanwhile: its mail has gone to a fresh copy.
      if (live.stale) return
      if (this.#closed) return this.#takeTurns(live)
      isTaken = this.#takeResult(live, mail, settled)
    } catch (error) {
      live.loading = false
      if (live.stale) return
      this.#faultIn(live, mail, error as Error)
      isTaken = true
    }
    if (isTaken) this.#takeTurns(live)
  }

  #takeResult(live: LiveExecution, mail: Mail, result: StepResult): boolean {
    if (needsMore(result)) {
      void this.#supplyAll(live, result.needs)
      return false
    }
    const record = this.#recordOf(live, result)
    this.#taken(live)
    if (changesNothing(live, result) && (live.uncommitted === 0 || !mail.done)) mail.done?.(result)
    else this.#commit(live, mail, { turn: result, record })
    return true
  }

  /** What an activity's ARN means is asked again after activities were created or deleted. */
  #refreshed(live: LiveExecution): LiveExecution {
    const { activityChanges } = this.#options.catalog
    if (live.activitiesAsOf !== activityChanges) live.activities.clear()
    live.activitiesAsOf = activityChanges
    return live
  }

  #recordOf(live: LiveExecution, turn: Turn): TurnRecord {
    const record = turnRecord(turn, {
      executionId: live.identity.id,
      before: live.frames,
      ...(live.headerKept && { headerBefore: live.header }),
      ...(live.created && { created: live.created }),
      ...(live.redriven && { redriven: live.redriven }),
      ...(live.intervention && { intervention: live.intervention }),
    })
    const { identity } = live
    const isChild = live.record.mapRun !== undefined
    return this.#options.announcer.announce(record, { identity, type: 'STANDARD', isChild })
  }

  /** A fault of ours in one execution is reported; it does not take the others along. */
  #faultIn(live: LiveExecution, mail: Mail, error: Error): void {
    this.#options.report(error, live.identity.executionArn)
    this.#taken(live)
    if (live.created || live.redriven) this.#resident.forget(live)
    mail.failed?.(error)
    for (const other of live.batch?.fail(error) ?? []) this.#drop(other)
  }

  /** One that has not taken its first turn never will. */
  #drop(live: LiveExecution): void {
    live.stale = true
    this.#mail -= live.mail.splice(0).length
    this.#resident.forget(live)
  }

  #taken(live: LiveExecution): void {
    live.mail.shift()
    this.#mail--
  }

  #commit(live: LiveExecution, mail: Mail, of: { readonly turn: Turn; readonly record: TurnRecord }): void {
    this.#resident.changeFrames(live, () => live.apply(of.turn))
    live.uncommitted++
    this.#uncommitted++
    const write: PendingWrite = {
      write: of.record,
      done: (error) => {
        live.uncommitted--
        this.#uncommitted--
        if (error) this.#rolledBack(live, mail, error)
        else this.#committed(live, mail, of)
      },
    }
    if (live.batch?.isOpen) return live.batch.add(live, write)
    const alongside = of.turn.task === 'done' ? (mail.alongside ?? []) : []
    const { committer } = this.#options
    if (alongside.length === 0) committer.add(write)
    else
      committer.addTogether([write, ...alongside.map((other) => ({ write: other, done: () => undefined }))])
  }

  #committed(
    live: LiveExecution,
    mail: Mail,
    { turn, record }: { readonly turn: Turn; readonly record: TurnRecord },
  ): void {
    live.becomesDurable(turn)
    this.#options.announcer.written(record)
    this.#listener.turnCommitted(live, turn)
    mail.done?.(turn)
    if (live.closed) {
      this.#takeTurns(live)
      if (live.idle) this.#resident.forget(live)
    }
    this.#resident.limit()
  }

  /** The copy in memory is ahead of the store: it is forgotten, and what waited for it is tried on a fresh one. */
  #rolledBack(live: LiveExecution, mail: Mail, error: Error): void {
    const { id } = live.identity
    live.stale = true
    this.#resident.forget(live)
    this.#failed(id, mail, error)
    // All its turns that are not durable fail together; what waited behind them stays behind them.
    if (live.uncommitted > 0) return
    for (const waiting of live.mail.splice(0)) {
      this.#mail--
      this.#failed(id, waiting, error)
    }
  }

  /** Whoever can be told is told; an event of our own is tried again, for nobody else will. */
  #failed(executionId: ExecutionId, mail: Mail, error: Error): void {
    if (mail.failed) return mail.failed(error)
    if (this.#closed) return
    if (error instanceof StoreUnavailable) {
      this.#options.clock.after(retryMailMs, () => this.post(executionId, mail))
      return
    }
    // One error may be that of a whole group.
    if (error !== this.#reported) this.#options.report(error)
    this.#reported = error
  }

  // -------------------------------------------------------------------------------------------------- loading

  async #supplyAll(live: LiveExecution, needs: readonly Need[]): Promise<void> {
    live.loading = true
    try {
      for (const need of needs) await this.#supply(live, need)
      live.loading = false
      this.#takeTurns(live)
    } catch (error) {
      live.loading = false
      const mail = live.mail[0]
      if (!mail) return
      this.#taken(live)
      this.#failed(live.identity.id, mail, error as Error)
      this.#takeTurns(live)
    }
  }

  async #supply(live: LiveExecution, need: Need): Promise<void> {
    const { store, catalog } = this.#options
    const { id } = live.identity
    switch (need.kind) {
      case 'activity':
        live.activities.set(need.arn, (await catalog.activityByArn(need.arn))?.id ?? null)
        return
      case 'items':
        live.items.set(itemsKey(need.frameId, need.chunk), await loadItems(store, id, need))
        return
      case 'frames': {
        const isGone = need.from === need.to && live.hasDropped(need.from)
        const loaded = isGone ? [] : await loadFrames(store, id, need)
        // What was asked for and is not there does not exist: say so, or the turn would ask for ever.
        if (loaded.length === 0 && need.from === need.to) live.absent.add(need.from)
        this.#keepFrames(live, loaded)
      }
    }
  }

  /** Frames that a turn has changed meanwhile are newer than the store's and stay. */
  #keepFrames(live: LiveExecution, loaded: readonly Frame[]): void {
    this.#resident.changeFrames(live, () => {
      for (const frame of loaded) if (!live.frames.has(frame.id)) live.frames.set(frame.id, frame)
    })
  }

  #load(executionId: ExecutionId): Promise<LiveExecution | undefined> {
    const known = this.#loads.get(executionId)
    if (known) return known
    const load = this.#read(executionId).finally(() => this.#loads.delete(executionId))
    this.#loads.set(executionId, load)
    return load
  }

  async #read(executionId: ExecutionId): Promise<LiveExecution | undefined> {
    const live = await loadExecution(this.#options, executionId)
    if (!live) return undefined
    this.#resident.keep(live)
    this.#resident.limit()
    return live
  }
}
