/**
 * Starting the executions of Express state machines, and going on with them after a crash.
 *
 * Owns: which of them run and which wait for room, and the row that an asynchronous one has. Neighbours: `engine/starts`
 * (finds the state machine), `runs` (runs them).
 *
 * 1. An asynchronous start is durable as one row before it is answered. One whose first turn ends it is one write; any
 *    other one has a second write at its end. Until that is durable, a crash lets it run again from its beginning.
 * 2. A synchronous one writes nothing: when the process ends, it is gone, and nobody is answered.
 * 3. The name of a row is `NAME:UUID`, since several executions may have one name; other names have no colon.
 * 4. What there is no room for waits as a row, and its id in the order of the starts.
 */
import { assert } from '#base'
import {
  beginningHeader,
  decodeBeginning,
  decodeHeader,
  headerFrameId,
  newHeader,
  type Beginning,
  type Ended,
  type Header,
  type Identity,
} from '#interpreter'
import {
  partitionOf,
  StoreUnavailable,
  type ExecutionId,
  type NewExecution,
  type RevisionRecord,
  type Store,
  type TurnRecord,
} from '#store'
import type { EngineCatalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { executionArnOf } from '../execution-arns.ts'
import type { ExecutionLogs } from '../logs/execution-logs.ts'
import type { ExpressRun } from './run.ts'
import type { ExpressRuns } from './runs.ts'
import { identityOf } from '../identity.ts'
import type { Started, StartRefused, StartRequest, SyncExecution, SyncStartRefused } from '../port.ts'
import { Queue } from '../queue.ts'
import type { AnyStart } from '../starts/starts.ts'
import { startedByOf, type StartTarget } from '../starts/start-target.ts'
import type { Announcer } from '../status-events.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { startedRow, withBeginning, writeEnd } from './row.ts'

/** Express executions that run at once: each costs a few kilobytes and its documents. */
export const expressRunsMaxDefault = 20_000
/** Asynchronous ones that wait for room: each costs its id. */
export const expressWaitingMax = 1_000_000
/** What stands for the id of an execution that has no row. */
const noRow: ExecutionId = 0
/** How long a row waits that could not be read just now. */
const retryMs = 1000

export interface ExpressStartsOptions {
  readonly store: Store
  readonly catalog: EngineCatalog
  readonly committer: Committer
  readonly clock: Clock
  readonly logs: ExecutionLogs
  readonly tracing: Tracing
  readonly runs: ExpressRuns
  readonly counters: { executionId: ExecutionId }
  readonly announcer: Announcer
  readonly report: (error: Error, executionArn?: string) => void
  /** Executions that run at once. */
  readonly runsMax: number
}

/** An execution that begins, with its row, written or not. */
interface BegunRow {
  readonly identity: Identity
  readonly revision: RevisionRecord
  readonly header: Header
  /** Where it begins; at its first state where it is absent. */
  readonly beginning?: Beginning | undefined
  readonly row: Pick<NewExecution, 'traceHeader'>
}

export class ExpressStarts {
  readonly #options: ExpressStartsOptions
  readonly #waiting = new Queue<ExecutionId>()
  /** Rows that are being read to go on with them: they take up room already. */
  #reading = 0
  #closed = false

  constructor(options: ExpressStartsOptions) {
    this.#options = options
    options.runs.listen(() => this.#pump())
  }

  /** How many wait for room. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves once the execution is durable, which may have ended by then. */
  async start(target: StartTarget, request: AnyStart): Promise<Started | StartRefused> {
    if (this.#waiting.length >= expressWaitingMax) return { refused: 'too-many-executions' }
    const { committer, counters, announcer } = this.#options
    const id = ++counters.executionId
    const { row, identity } = this.#newExecution(target, request, id)
    const isNext = this.#hasRoom && this.#waiting.length === 0
    const header = beginningHeader(request.testCase)
    const { beginning, intervention } = request.fork ?? {}
    const begun = { identity, revision: target.machine.revision, header, row, beginning }
    const run = isNext ? this.#begin(begun) : undefined
    // A first turn that is still being evaluated may end it while the row is written, without its end.
    const ended = run?.endedAtOnce
    const written = withBeginning(startedRow(id, row, ended), header, beginning)
    const chosen = intervention && { intervention: { ...intervention, eventId: 1 } }
    const first = this.#announce(identity, { ...written, ...chosen })
    try {
      await committer.commit(first)
    } catch (error) {
      run?.abandon(error as Error)
      throw error
    }
    announcer.written(first)
    if (run) this.#goOn(run, ended !== undefined)
    else this.#wait(id)
    return startedAs(identity)
  }

  /** Resolves with its end. Rejects with the signal's reason when that aborts before; the execution goes on. */
  async startSync(
    target: StartTarget,
    request: StartRequest,
    signal?: AbortSignal,
  ): Promise<SyncExecution | SyncStartRefused> {
    signal?.throwIfAborted()
    if (!this.#hasRoom) return { refused: 'too-many-executions' }
    const { row, identity } = this.#newExecution(target, request, noRow)
    const header = beginningHeader(request.testCase)
    const { revision } = target.machine
    const run = this.#begin({ identity: { ...identity, synchronous: true }, revision, header, row })
    run.release()
    const ended = await unlessAborted(run.ended, signal)
    return { ...startedAs(identity), name: identity.name, ended }
  }

  /** Goes on with an execution that was running when the process ended: it begins anew. */
  resume(executionId: ExecutionId): void {
    this.#wait(executionId)
  }

  close(): void {
    this.#closed = true
    this.#waiting.clear()
  }

  // -------------------------------------------------------------------------------------------------- private

  get #hasRoom(): boolean {
    const { runs, runsMax } = this.#options
    return runs.count + this.#reading < runsMax
  }

  #newExecution(
    target: StartTarget,
    { input, traceHeader, ...request }: StartRequest,
    id: ExecutionId,
  ): { readonly row: NewExecution; readonly identity: Identity } {
    const { clock } = this.#options
    const { machine } = target
    const { account, region, name: machineName, revision } = machine
    const row = {
      machineId: machine.id,
      revision: revision.number,
      name: `${request.name ?? clock.uuid()}:${clock.uuid()}`,
      startedAt: clock.now(),
      input,
      ...(traceHeader !== undefined && { traceHeader }),
      ...startedByOf(target),
    }
    const partition = partitionOf(executionArnOf({ account, region, machineName, name: row.name }))
    const placed = { ...row, partition }
    return { row: placed, identity: identityOf({ ...placed, id, account, region, machineName }, revision) }
  }

  #begin({ identity, revision, header, beginning, row }: BegunRow): ExpressRun {
    const { catalog, logs, tracing, runs } = this.#options
    const log = logs.of(revision, identity.executionArn)
    const trace = tracing.of(identity, revision, row.traceHeader)
    return runs.begin({ identity, machine: catalog.compiled(revision), header, beginning, log, trace })
  }

  /** Lets an execution that has a row go on, and writes its end where that is not written yet. */
  #goOn(run: ExpressRun, isEndWritten = false): void {
    run.release()
    if (isEndWritten) return
    run.ended.then(
      (ended) => this.#writeEnd(run.execution.identity, ended),
      () => undefined,
    )
  }

  #announce(identity: Identity, row: TurnRecord): TurnRecord {
    return this.#options.announcer.announce(row, { identity, type: 'EXPRESS', isChild: false })
  }

  #writeEnd(identity: Identity, ended: Ended): void {
    const { committer, clock, report, announcer } = this.#options
    const { id: executionId, executionArn } = identity
    const announce = (row: TurnRecord) => this.#announce(identity, row)
    const of = { executionId, ended, announce }
    const surroundings = {
      committer,
      clock,
      report: (error: Error) => report(error, executionArn),
      isClosed: () => this.#closed,
    }
    writeEnd(surroundings, of, (end) => announcer.written(end))
  }

  #wait(executionId: ExecutionId): void {
    if (this.#closed) return
    this.#waiting.push(executionId)
    this.#pump()
  }

  #pump(): void {
    while (this.#waiting.length > 0 && this.#hasRoom) void this.#read(this.#waiting.shift()!)
  }

  /** Begins an execution from its row. */
  async #read(executionId: ExecutionId): Promise<void> {
    const { store, catalog, clock, report } = this.#options
    this.#reading++
    try {
      const record = await store.execution(executionId)
      const revision = record && (await catalog.revision(record.revision))
      if (this.#closed || record?.status !== 'RUNNING') return
      assert(revision, `execution ${executionId} runs revision ${record.revision}, which is not in the store`)
      const kept = await this.#kept(executionId)
      const identity = identityOf(record, revision)
      this.#goOn(this.#begin({ identity, revision, ...kept, row: record }))
    } catch (error) {
      if (error instanceof StoreUnavailable) clock.after(retryMs, () => this.#wait(executionId))
      else if (!this.#closed) report(error as Error)
    } finally {
      this.#reading--
    }
    this.#pump()
  }

  /** One that runs a test case, or is a fork, has its header in the store; any other begins as all do. */
  async #kept(executionId: ExecutionId): Promise<Pick<BegunRow, 'header' | 'beginning'>> {
    const range = { from: headerFrameId, to: headerFrameId }
    const [kept] = await this.#options.store.frames({ executionId, range, limit: 1 })
    if (!kept) return { header: newHeader }
    const header = decodeHeader(kept.progress)
    return kept.visit.text === '' ? { header } : { header, beginning: decodeBeginning(kept.visit) }
  }
}

function startedAs({ executionArn, startedAt }: Identity): Started {
  return { executionArn, startedAt }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const leave = () => reject(signal.reason as Error)
  signal.addEventListener('abort', leave)
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
