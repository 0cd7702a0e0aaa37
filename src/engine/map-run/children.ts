/**
 * The children of one Map Run: executions of its item processor.
 *
 * Owns: their rows, how each type begins and is stopped. Standard children are executions like any other; Express ones
 * run whole in memory, and those that a crash has cut off begin anew.
 *
 * 1. The first turns of a batch and the progress that speaks of them are one write.
 */
import type { Machine } from '#asl'
import type { Batch } from '#integrations'
import { beginningHeader, type Header } from '#interpreter'
import {
  partitionOf,
  type ExecutionId,
  type MapRunRecord,
  type NewExecution,
  type RevisionRecord,
  type Store,
  type TurnRecord,
  type Write,
} from '#store'
import type { EngineCatalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import type { Committer, PendingWrite } from '../commit.ts'
import { executionArnOf } from '../execution-arns.ts'
import type { ExecutionLogs } from '../logs/execution-logs.ts'
import type { Executions } from '../executions.ts'
import type { ExpressRun } from '../express/run.ts'
import { redrivenRow, startedRow, writeEnd, type EndOptions } from '../express/row.ts'
import type { ExpressRuns } from '../express/runs.ts'
import { identityOf } from '../identity.ts'
import { LiveExecution, type RunningRecord } from '../live-execution.ts'
import type { Tracing } from '../tracing/tracing.ts'
import type { RedrivenChildren } from './redriven-children.ts'

/** Children that are started with one write. */
export const childrenPerBatch = 250
/** Children that are stopped at once. */
const stoppedAtOnce = 200

export interface ChildrenOptions {
  readonly store: Store
  readonly committer: Committer
  readonly catalog: EngineCatalog
  readonly executions: Executions
  readonly express: ExpressRuns
  readonly clock: Clock
  readonly logs: ExecutionLogs
  readonly tracing: Tracing
  readonly counters: { executionId: ExecutionId }
  readonly report: (error: Error, executionArn?: string) => void
}

export interface ChildrenOf {
  readonly mapRun: MapRunRecord
  readonly revision: RevisionRecord
  readonly type: 'STANDARD' | 'EXPRESS'
  /** The test case that the children run; known once the job is read. */
  readonly testCase: () => string | undefined
  /** The trace that the children belong to; undefined where the parent is not traced. */
  readonly traceHeader: string | undefined
  /** Called when the end of a child is durable. */
  readonly ended: () => void
}

export class MapRunChildren {
  readonly #options: ChildrenOptions
  readonly #of: ChildrenOf
  readonly #machine: Machine
  /** Express children that run in this process. */
  readonly #express = new Map<ExecutionId, ExpressRun>()
  readonly #writing: EndOptions
  #closed = false

  constructor(options: ChildrenOptions, of: ChildrenOf) {
    this.#options = options
    this.#of = of
    this.#writing = { ...options, isClosed: () => this.#closed }
    this.#machine = options.catalog.childMachine(of.revision, of.mapRun.stateName)
  }

  /**
   * Starts one child for each batch, in their order, with a write that says so. `gathered` is when it has its place in the
   * order of the commits, `durable` when all of it is.
   */
  start(
    batches: readonly Batch[],
    progress: Write,
  ): { readonly gathered: Promise<void>; readonly durable: Promise<void> } {
    const records = batches.map((batch) => this.#newRecord(batch))
    const { promise: durable, resolve, reject } = Promise.withResolvers<void>()
    const done = (error?: Error): void => (error ? reject(error) : resolve())
    const alongside: PendingWrite = { write: progress, done }
    if (this.#of.type === 'STANDARD') return { gathered: this.#startStandard(records, alongside), durable }
    this.#startExpress(records, alongside)
    return { gathered: Promise.resolve(), durable }
  }

  #startStandard(records: readonly NewChild[], alongside: PendingWrite): Promise<void> {
    const { executions, logs, tracing } = this.#options
    const { revision } = this.#of
    const lives = records.map(({ record, created }) => {
      const identity = identityOf(record, revision)
      const log = logs.of(revision, identity.executionArn)
      const trace = tracing.of(identity, revision, record.traceHeader)
      const of = { record, identity, machine: this.#machine, header: this.#header, log, trace }
      return new LiveExecution(of, { created })
    })
    return executions.beginTogether(lives, alongside)
  }

  #startExpress(records: readonly NewChild[], alongside: PendingWrite): void {
    const begun = records.map(({ record, created }) => ({ id: record.id, created, run: this.#begin(record) }))
    const writes = begun.map(({ id, created, run }) =>
      this.#writeOf(id, run, (ended) => startedRow(id, created, ended)),
    )
    this.#options.committer.addTogether([alongside, ...writes])
  }

  /** The row of an Express child that was begun; it goes on once that is durable. */
  #writeOf(
    id: ExecutionId,
    run: ExpressRun,
    rowOf: (ended: ExpressRun['endedAtOnce']) => TurnRecord,
  ): PendingWrite {
    const ended = run.endedAtOnce
    return {
      write: rowOf(ended),
      done: (error) => {
        if (!error) return this.#goOn(id, run, ended !== undefined)
        this.#express.delete(id)
        run.abandon(error)
      },
    }
  }

  /**
   * Redrives children that have ended without success, with a write that says so: Standard ones go on, Express ones begin
   * anew. Resolves when all of it is durable.
   */
  async redrive(children: RedrivenChildren, progress: Write): Promise<void> {
    const { promise: durable, resolve, reject } = Promise.withResolvers<void>()
    const done = (error?: Error): void => (error ? reject(error) : resolve())
    const alongside: PendingWrite = { write: progress, done }
    const { standard, express } = children
    if (standard.length > 0)
      await this.#options.executions.beginTogether(standard, alongside, { type: 'ExecutionRedriven' })
    else this.#redriveExpress(express, alongside)
    return durable
  }

  #redriveExpress(children: RedrivenChildren['express'], alongside: PendingWrite): void {
    const writes = children.map(({ record, redriven }): PendingWrite => {
      const run = this.#begin(record)
      return this.#writeOf(record.id, run, (ended) => redrivenRow(record.id, redriven, ended))
    })
    this.#options.committer.addTogether([alongside, ...writes])
  }

  /** Express children whose rows say that they run, and that do not: they begin anew. */
  async resumeExpress(): Promise<void> {
    if (this.#of.type !== 'EXPRESS') return
    const { store } = this.#options
    for await (const page of this.#running()) {
      const missing = page.filter((id) => !this.#express.has(id))
      for (const record of await Promise.all(missing.map((id) => store.execution(id))))
        if (record?.status === 'RUNNING') this.#goOn(record.id, this.#begin(record), false)
    }
  }

  /** Stops those that run, a page at a time. Resolves when each has been told; their ends are told as all others. */
  async stop(): Promise<void> {
    for await (const page of this.#running()) await Promise.all(page.map((id) => this.#stop(id)))
  }

  /** Lets go of Express children as a crash would. */
  close(): void {
    this.#closed = true
    this.#express.clear()
  }

  #stop(id: ExecutionId): Promise<void> {
    const run = this.#express.get(id)
    if (run) {
      run.stop({})
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      this.#options.executions.post(id, {
        event: { type: 'ExecutionStopped' },
        done: () => resolve(),
        failed: (reason) => (reason === 'closed' ? resolve() : reject(reason)),
      })
    })
  }

  async *#running(): AsyncGenerator<readonly ExecutionId[]> {
    const { store } = this.#options
    const query = { mapRunId: this.#of.mapRun.id, status: 'RUNNING', limit: stoppedAtOnce } as const
    let before = Number.MAX_SAFE_INTEGER
    for (;;) {
      const page = await store.executions({ ...query, before })
      yield page.map(({ id }) => id)
      if (page.length < stoppedAtOnce) return
      before = page.at(-1)!.id
    }
  }

  get #header(): Header {
    return beginningHeader(this.#of.testCase())
  }

  #begin(record: RunningRecord): ExpressRun {
    const { express, logs, tracing } = this.#options
    const { revision } = this.#of
    const identity = identityOf(record, revision)
    const log = logs.of(revision, identity.executionArn)
    const trace = tracing.of(identity, revision, record.traceHeader)
    const run = express.begin({ identity, machine: this.#machine, header: this.#header, log, trace })
    this.#express.set(record.id, run)
    return run
  }

  #goOn(id: ExecutionId, run: ExpressRun, isEndWritten: boolean): void {
    run.release()
    if (isEndWritten) this.#over(id)
    else
      run.ended.then(
        (ended) => writeEnd(this.#writing, { executionId: id, ended }, () => this.#over(id)),
        () => undefined,
      )
  }

  #over(id: ExecutionId): void {
    this.#express.delete(id)
    this.#of.ended()
  }

  #newRecord({ input, itemCount }: Batch): NewChild {
    const { clock, counters } = this.#options
    const { mapRun, revision, type, traceHeader } = this.#of
    const { account, region, machineId, machineName, id, uuid, label, stateName } = mapRun
    const name = type === 'EXPRESS' ? `${clock.uuid()}:${clock.uuid()}` : clock.uuid()
    const parent = { id, uuid, label, stateName, itemCount }
    const row = {
      machineId,
      revision: revision.number,
      partition: partitionOf(executionArnOf({ account, region, machineName, name, mapRun: parent })),
      name,
      // What a redrive has started is told from what was there by its time.
      startedAt: Math.max(clock.now(), mapRun.redrive?.at ?? 0),
      input: input.text,
      ...(traceHeader !== undefined && { traceHeader }),
    }
    const record = { ...row, account, region, machineName, id: ++counters.executionId, mapRun: parent }
    return { record, created: { ...row, mapRun: { id, itemCount } } }
  }
}

interface NewChild {
  readonly created: NewExecution
  readonly record: RunningRecord
}
