/**
 * The executions that are in memory, and the mail that makes them go on.
 *
 * Owns: loading, taking turns in order, giving turns to the commit pipeline, acting once they are durable, and
 * evicting. Neighbours: `commit` (when a turn is durable), `dispatch` (sends tasks), `timers` (posts what is due).
 *
 * 1. An execution takes one turn at a time, in the order of its mail; what a turn needs is loaded before it.
 * 2. Commands are carried out after the commit of their turn (invariant 1).
 * 3. An execution without mail costs no memory beyond the caches' named limits (invariant 8).
 */
import type { Limits } from '#base'
import {
  decodeFrame,
  decodeHeader,
  decodeItems,
  headerFrameId,
  itemsKey,
  needsMore,
  step,
  type Environment,
  type Frame,
  type FrameId,
  type Need,
  type StepResult,
  type Turn,
} from '#interpreter'
import { StoreUnavailable, type ExecutionId, type Store } from '#store'
import type { EngineCatalog } from './catalog.ts'
import type { Clock } from './clock.ts'
import type { Committer } from './commit.ts'
import { LiveExecution, type Mail } from './live-execution.ts'
import { identityOf } from './identity.ts'
import { mintTaskToken } from './task-token.ts'
import { turnRecord } from './turn-record.ts'

/** Idle executions and their frames that are kept in memory, most recently used first. */
const idleExecutionsMax = 2000
const idleFramesMax = 50_000
/** An execution with so few frames is loaded whole. */
const framesLoadedAtOnce = 200
/** How long an event that came at a bad moment (disk full) waits before it is tried again. */
const retryMailMs = 1000

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
  /** Told of a fault of Stepwell's own in an execution. */
  readonly report: (error: Error, executionArn: string) => void
}

export class Executions {
  readonly #options: ExecutionsOptions
  readonly #environment: Environment
  readonly #live = new Map<ExecutionId, LiveExecution>()
  readonly #loads = new Map<ExecutionId, Promise<LiveExecution | undefined>>()
  #listener: TurnListener = { turnCommitted: () => undefined }
  #mail = 0
  #frames = 0
  #closed = false

  constructor(options: ExecutionsOptions) {
    this.#options = options
    const { secret } = options.store
    this.#environment = {
      limits: options.limits,
      taskToken: (identity, frameId, taskId) =>
        mintTaskToken(secret, { executionId: identity.id, frameId, taskId }),
    }
  }

  listen(listener: TurnListener): void {
    this.#listener = listener
  }

  /** Events that wait for a turn: the backlog that timers and recovery hold back for. */
  get backlog(): number {
    return this.#mail
  }

  get inMemory(): number {
    return this.#live.size
  }

  /** Takes a new execution in and gives it its first event. */
  begin(live: LiveExecution, mail: Mail): void {
    this.#live.set(live.identity.id, live)
    this.#post(live, mail)
  }

  /** Gives an event to an execution, which is loaded if need be. */
  post(executionId: ExecutionId, mail: Mail): void {
    const live = this.#live.get(executionId)
    if (live) return this.#post(live, mail)
    this.#mail++
    void this.#load(executionId).then(
      (loaded) => {
        this.#mail--
        if (loaded) this.#post(loaded, mail)
        else mail.failed?.('closed')
      },
      (error: Error) => {
        this.#mail--
        this.#failed(executionId, mail, error)
      },
    )
  }

  /** A frame as it is now: in memory, or loaded. Undefined where it or its execution is gone. */
  async frame(
    executionId: ExecutionId,
    frameId: FrameId,
  ): Promise<{ live: LiveExecution; frame: Frame } | undefined> {
    const live = this.#live.get(executionId) ?? (await this.#load(executionId))
    if (!live) return undefined
    if (!live.frames.has(frameId) && !live.complete) {
      await this.#supply(live, { kind: 'frames', from: frameId, to: frameId })
    }
    const frame = live.frames.get(frameId)
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
    this.#touch(live)
    if (!live.loading && live.mail.length === 1) this.#takeTurns(live)
  }

  #takeTurns(live: LiveExecution): void {
    while (live.mail.length > 0 && !live.loading && !live.stale) {
      const mail = live.mail[0]!
      if (live.closed || this.#closed) {
        this.#taken(live)
        mail.failed?.('closed')
      } else if (!this.#takeTurn(live, mail)) return
    }
  }

  /** Takes one turn; false where something has to be loaded first. */
  #takeTurn(live: LiveExecution, mail: Mail): boolean {
    const result = this.#step(live, mail)
    if (result === undefined) return true
    if (needsMore(result)) {
      void this.#supplyAll(live, result.needs)
      return false
    }
    this.#taken(live)
    this.#commit(live, mail, result)
    return true
  }

  /** A fault of ours in one execution is reported; it does not take the others along. */
  #step(live: LiveExecution, mail: Mail): StepResult | undefined {
    const { clock, report } = this.#options
    const event = { ...mail.event, at: clock.now(), seed: clock.seed() }
    try {
      return step(live.machine, live, { event, environment: this.#environment })
    } catch (error) {
      report(error as Error, live.identity.executionArn)
      this.#taken(live)
      mail.failed?.(error as Error)
      return undefined
    }
  }

  #taken(live: LiveExecution): void {
    live.mail.shift()
    this.#mail--
  }

  #commit(live: LiveExecution, mail: Mail, turn: Turn): void {
    const { id } = live.identity
    const before = live.frames
    const record = turnRecord(turn, {
      executionId: id,
      before,
      headerKept: live.headerKept,
      ...(live.created && { created: live.created }),
    })
    const framesBefore = before.size
    live.apply(turn)
    this.#frames += live.frames.size - framesBefore
    live.uncommitted++
    this.#options.committer.add({
      write: record,
      done: (error) => {
        live.uncommitted--
        if (error) this.#rolledBack(live, mail, error)
        else this.#committed(live, mail, turn)
      },
    })
  }

  #committed(live: LiveExecution, mail: Mail, turn: Turn): void {
    this.#listener.turnCommitted(live, turn)
    mail.done?.(turn)
    if (live.closed && live.idle) this.#forget(live)
    else if (this.#live.size > idleExecutionsMax || this.#frames > idleFramesMax) this.#evict()
  }

  /** The copy in memory is ahead of the store: it is forgotten, and what waited for it is tried on a fresh one. */
  #rolledBack(live: LiveExecution, mail: Mail, error: Error): void {
    const { id } = live.identity
    if (!live.stale) {
      live.stale = true
      this.#forget(live)
      for (const waiting of live.mail.splice(0)) {
        this.#mail--
        this.#failed(id, waiting, error)
      }
    }
    this.#failed(id, mail, error)
  }

  /** Whoever can be told is told; an event of our own is tried again, for nobody else will. */
  #failed(executionId: ExecutionId, mail: Mail, error: Error): void {
    if (mail.failed) mail.failed(error)
    else if (error instanceof StoreUnavailable && !this.#closed) {
      this.#options.clock.after(retryMailMs, () => this.post(executionId, mail))
    }
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
    const executionId = live.identity.id
    switch (need.kind) {
      case 'activity':
        live.activities.set(need.arn, (await catalog.activityByArn(need.arn))?.id ?? null)
        return
      case 'items': {
        const items = await store.items(executionId, need.frameId, need.chunk)
        if (items) live.items.set(itemsKey(need.frameId, need.chunk), decodeItems(items))
        return
      }
      case 'frames':
        await this.#loadFrames(live, need.from, need.to)
    }
  }

  /** Frames that a turn has changed meanwhile are newer than the store's and stay. */
  async #loadFrames(live: LiveExecution, from: FrameId, to: FrameId): Promise<void> {
    const limit = to - from + 1
    const stored = await this.#options.store.frames({
      executionId: live.identity.id,
      range: { from, to },
      limit,
    })
    for (const { frameId, visit, progress } of stored) {
      if (live.frames.has(frameId)) continue
      live.frames.set(frameId, decodeFrame(frameId, visit, progress))
      this.#frames++
    }
    // What was asked for and is not there does not exist: say so, or the turn would ask for ever.
    if (stored.length === 0 && from === to) live.absent.add(from)
  }

  #load(executionId: ExecutionId): Promise<LiveExecution | undefined> {
    const known = this.#loads.get(executionId)
    if (known) return known
    const load = this.#read(executionId).finally(() => this.#loads.delete(executionId))
    this.#loads.set(executionId, load)
    return load
  }

  async #read(executionId: ExecutionId): Promise<LiveExecution | undefined> {
    const { store, catalog } = this.#options
    const record = await store.execution(executionId)
    if (record?.status !== 'RUNNING') return undefined
    const [revision, frames] = await Promise.all([
      catalog.revision(record.revision),
      store.frames({
        executionId,
        range: { from: headerFrameId, to: Number.MAX_SAFE_INTEGER },
        limit: framesLoadedAtOnce + 1,
      }),
    ])
    const header = frames.find(({ frameId }) => frameId === headerFrameId)
    if (!revision || !header) return undefined
    const live = new LiveExecution({
      identity: identityOf(record, revision),
      machine: catalog.compiled(revision),
      header: decodeHeader(header.progress),
    })
    live.complete = frames.length <= framesLoadedAtOnce
    for (const { frameId, visit, progress } of live.complete ? frames : []) {
      if (frameId !== headerFrameId) live.frames.set(frameId, decodeFrame(frameId, visit, progress))
    }
    this.#frames += live.frames.size
    this.#live.set(executionId, live)
    return live
  }

  // ------------------------------------------------------------------------------------------------- eviction

  #touch(live: LiveExecution): void {
    this.#live.delete(live.identity.id)
    this.#live.set(live.identity.id, live)
  }

  #forget(live: LiveExecution): void {
    if (this.#live.get(live.identity.id) !== live) return
    this.#live.delete(live.identity.id)
    this.#frames -= live.frames.size
  }

  /** Forgets idle executions, the least recently used first, until half of the limits is free. */
  #evict(): void {
    for (const live of this.#live.values()) {
      if (this.#live.size <= idleExecutionsMax / 2 && this.#frames <= idleFramesMax / 2) return
      if (live.idle) this.#forget(live)
    }
  }
}
