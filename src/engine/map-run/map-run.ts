/**
 * One Map Run under way: children are started as items come and places are free, and its end is told to its parent.
 *
 * Owns: the order of things in a Map Run. Neighbours: `row` (what is kept of it), `dataset` (what comes
 * next), `children` (starts and stops them), `results` and `export` (what they gave), `map-runs`
 * (which of them are open).
 *
 * 1. A batch of children and the progress that speaks of it are one write, and batches are written in their order: after
 *    a crash reading goes on behind the last one that is durable, so no item has two children and none is skipped.
 * 2. What is counted is counted by the store. A child that ends only says that the counts are out of date.
 * 3. What happens outside of a commit (reading, writing results) is done again after a crash, from the position that
 *    was committed last. Its end is one write with the parent's turn.
 * 4. In memory are its chunks of items and one batch of results, whatever the number of children.
 */
import { assert, AslError, isArray, type Outcome, type Payload } from '#base'
import type { DistributedMapState } from '#asl'
import { decodeMapRunJob, mapStateOf, type EventBody, type MapRunJob } from '#interpreter'
import {
  StoreUnavailable,
  type ExecutionId,
  type MapRunRecord,
  type MapRunStatus,
  type RevisionRecord,
} from '#store'
import { mapRunArnOf } from '../execution-arns.ts'
import type { Gate } from '../gate.ts'
import { identityOf } from '../identity.ts'
import { childrenPerBatch, MapRunChildren, type ChildrenOptions } from './children.ts'
import { openDataset, type DatasetOptions } from './dataset.ts'
import { exportResults } from './export.ts'
import type { MapRunItems } from './items.ts'
import { collectResults, tooLarge } from './results.ts'
import type { Awaiting } from './progress.ts'
import { readRedrivenChildren } from './redriven-children.ts'
import { MapRunRow } from './row.ts'
import { exceedsTolerance, thresholdExceeded } from './tolerance.ts'
import { shuttingDown } from '../shutting-down.ts'

/** Children of one Map Run at once where it says nothing else, and at most: AWS's number. */
export const childrenMax = 10_000
/** Turns and events under way above which no more children are started. */
const backlogMax = 4000
const backlogPauseMs = 5
/** How long it waits for a store that is busy. */
const retryMs = 1000

export interface MapRunOptions extends ChildrenOptions, DatasetOptions {
  /** Batches that are not durable yet, of all Map Runs. */
  readonly batches: Gate
  /** Datasets that are being read, by all Map Runs. */
  readonly readers: Gate
}

/** Why no more children are started: nobody waits any more, or an error. */
type Stop = 'abandoned' | { readonly error?: string; readonly cause?: string }

/** What does not change, whatever is tried again. */
interface Setting {
  readonly revision: RevisionRecord
  readonly state: DistributedMapState
  readonly children: MapRunChildren
}

export class MapRun {
  readonly executionId: ExecutionId
  readonly #options: MapRunOptions
  readonly #row: MapRunRow
  #setting: Setting | undefined
  #job: MapRunJob = {}
  /** Batches that are not durable yet. */
  readonly #inFlight = new Set<Promise<void>>()
  #failure: Error | undefined
  #fault: AslError | undefined
  #isAbandoned: boolean | 'unknown'
  #isClosed = false
  /** Whatever may change what is to be done: counted, so that none is missed between two looks. */
  #signals = 0
  #seen = 0
  #wake: () => void = () => undefined

  /** `isWaitedFor` says that the parent's frame is known to wait for it; else that is looked up. */
  constructor(
    options: MapRunOptions,
    of: { readonly uuid: string; readonly executionId: ExecutionId; readonly isWaitedFor: boolean },
  ) {
    this.#options = options
    this.#row = new MapRunRow(options, of.uuid)
    this.executionId = of.executionId
    this.#isAbandoned = of.isWaitedFor ? false : 'unknown'
  }

  /** Resolves when the Map Run is over or the engine closes. */
  async run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        return await this.#attempt()
      } catch (error) {
        if (this.#isClosed || !(await this.#canTryAgain(error as Error))) return
      }
    }
  }

  /** A child has ended, or the settings were changed. */
  changed(): void {
    this.#row.outdate()
    this.#signal()
  }

  /** Nobody waits for it any more: its children are stopped. */
  abandon(): void {
    this.#isAbandoned = true
    this.#signal()
  }

  close(): void {
    this.#isClosed = true
    this.#setting?.children.close()
    this.#signal()
  }

  // --------------------------------------------------------------------------------------------------- the whole

  async #attempt(): Promise<void> {
    await Promise.all(this.#inFlight)
    this.#failure = undefined
    if (!(await this.#row.reload())) return
    const { children } = await this.#prepare()
    await children.resumeExpress()
    const stop = this.#row.progress.stopping ?? (await this.#work())
    if (stop) await this.#stopChildren(stop)
    await this.#finish(stop)
  }

  /** A busy store is asked again; a fault of ours fails the Map Run, if it can be told. */
  async #canTryAgain(error: Error): Promise<boolean> {
    const { clock, report } = this.#options
    if (error instanceof StoreUnavailable) {
      await new Promise<void>((resolve) => clock.after(retryMs, resolve))
      return true
    }
    report(error)
    if (this.#fault) return false
    this.#fault = new AslError(
      'States.Runtime',
      `Stepwell could not go on with the Map Run: ${error.message}`,
    )
    return true
  }

  async #prepare(): Promise<Setting> {
    if (this.#isAbandoned === 'unknown') {
      const isWaitedFor = await this.#isWaitedFor()
      // It may have been abandoned while that was looked up.
      if (this.#isAbandoned === 'unknown') this.#isAbandoned = !isWaitedFor
    }
    const { record } = this.#row
    const job = await this.#options.store.mapRunJob(record.id)
    assert(job, `Map Run ${record.uuid} is stored without its job`)
    this.#job = decodeMapRunJob(job)
    return (this.#setting ??= await this.#readSetting())
  }

  async #readSetting(): Promise<Setting> {
    const { catalog } = this.#options
    const { record: mapRun } = this.#row
    const revision = await catalog.revision(mapRun.revision)
    assert(revision, `Map Run ${mapRun.uuid} has the revision ${mapRun.revision}, which is not in the store`)
    const state = mapStateOf(catalog.compiled(revision), mapRun.stateName)
    assert(state.mode === 'DISTRIBUTED', `Map Run ${mapRun.uuid} belongs to an inline Map`)
    const type = state.distributed.executionType
    const testCase = () => this.#job.testCase
    const traceHeader = await this.#childTraceHeader(mapRun, revision)
    const of = { mapRun, revision, type, testCase, traceHeader, ended: () => this.changed() }
    return { revision, state, children: new MapRunChildren(this.#options, of) }
  }

  /** The trace that children belong to, with the Map Run's span as their parent. */
  async #childTraceHeader(mapRun: MapRunRecord, revision: RevisionRecord): Promise<string | undefined> {
    const { store, tracing } = this.#options
    if (!tracing.isOn) return undefined
    const parent = await store.execution(mapRun.executionId)
    const identity = parent && identityOf(parent, revision)
    return identity && tracing.mapRunHeader(identity, { revision, parent, mapRunArn: mapRunArnOf(mapRun) })
  }

  /** After a restart: whether the parent's frame still waits for this Map Run. */
  async #isWaitedFor(): Promise<boolean> {
    const { executionId, frameId, uuid } = this.#row.record
    const found = await this.#options.executions.frame(executionId, frameId)
    return found?.frame.progress.kind === 'mapRun' && found.frame.progress.mapRunId === uuid
  }

  // ---------------------------------------------------------------------------------------------------- children

  /** Starts children until none is left and all have ended; or why that was given up. */
  async #work(): Promise<Stop | undefined> {
    const stop = await this.#redriveAll()
    return stop ?? this.#startAndWait()
  }

  /** Redrives the children that await it, before any other is started; or why that was given up. */
  async #redriveAll(): Promise<Stop | undefined> {
    while (this.#row.progress.awaiting) {
      const stop = await this.#reasonToStop()
      if (stop) return stop
      if (this.#room === 0) await this.#untilChanged()
      else await this.#redriveNext(this.#row.progress.awaiting)
    }
    return undefined
  }

  async #redriveNext(awaiting: Awaiting): Promise<void> {
    const { executions, batches } = this.#options
    while (executions.backlog > backlogMax) await this.#pause(backlogPauseMs)
    const { state, children } = this.#setting!
    const type = state.distributed.executionType
    const limit = Math.min(this.#room, childrenPerBatch)
    const redriven = await readRedrivenChildren(this.#options, { row: this.#row, awaiting, type, limit })
    if (redriven.standard.length + redriven.express.length === 0) return this.#row.commitProgress()
    await batches.enter()
    // It is waited for: until a child's row runs again, the counts of the store do not say that it does.
    await children.redrive(redriven, this.#row.writeProgress()).finally(() => batches.leave())
    this.#row.outdate()
  }

  async #startAndWait(): Promise<Stop | undefined> {
    if (this.#row.progress.exhausted || this.#isAbandoned) return this.#waitForChildren()
    const { readers } = this.#options
    const isRead = this.#job.items === undefined
    if (isRead) await readers.enter()
    try {
      const stop = await this.#startAll()
      if (stop) return stop
    } finally {
      if (isRead) readers.leave()
    }
    // What is not needed any more may be large.
    this.#job = withoutItems(this.#job)
    return this.#waitForChildren()
  }

  async #startAll(): Promise<Stop | undefined> {
    const { items: given } = this.#job
    if (given) this.#row.advance({ total: countOf(given) })
    const items = await this.#openItems()
    try {
      while (!this.#row.progress.exhausted) {
        const stop = await this.#reasonToStop()
        if (stop) return stop
        if (this.#room === 0) await this.#untilChanged()
        else {
          const failure = await this.#startNext(items)
          if (failure) return errorOf(failure)
        }
      }
      return undefined
    } finally {
      await items.close()
    }
  }

  async #waitForChildren(): Promise<Stop | undefined> {
    for (;;) {
      const stop = await this.#reasonToStop()
      if (stop || this.#row.open === 0) return stop
      await this.#untilChanged()
    }
  }

  async #startNext(items: MapRunItems): Promise<AslError | undefined> {
    const { executions, limits } = this.#options
    while (executions.backlog > backlogMax) await this.#pause(backlogPauseMs)
    const batches = await items.take(Math.min(this.#room, childrenPerBatch))
    if (batches instanceof AslError) return batches
    if (batches.some(({ input }) => input.exceeds(limits.payloadBytesMax)))
      return tooLarge(this.#row.record.stateName)
    const { progress } = this.#row
    this.#row.advance({
      ...items.position,
      items: progress.items + batches.reduce((sum, { itemCount }) => sum + itemCount, 0),
      children: progress.children + batches.length,
      exhausted: items.isExhausted,
    })
    if (batches.length === 0) return undefined
    await this.#options.batches.enter()
    const { gathered, durable } = this.#setting!.children.start(batches, this.#row.writeProgress())
    this.#watch(durable)
    // The next batch comes behind this one, also where this one has to wait for an expression.
    await gathered
    return undefined
  }

  #watch(durable: Promise<void>): void {
    const batch = durable.catch((error: Error) => {
      this.#failure = error
    })
    this.#inFlight.add(batch)
    void batch.then(() => {
      this.#options.batches.leave()
      this.#inFlight.delete(batch)
      this.#signal()
    })
  }

  /** Places for children that are free. */
  get #room(): number {
    const { maxConcurrency } = this.#row.record.settings
    const most = maxConcurrency > 0 ? Math.min(maxConcurrency, childrenMax) : childrenMax
    return Math.max(0, most - this.#row.open)
  }

  /** Throws where a batch was not written. */
  async #reasonToStop(): Promise<Stop | undefined> {
    await this.#refresh()
    if (this.#isAbandoned) return 'abandoned'
    if (this.#fault) return errorOf(this.#fault)
    return exceedsTolerance(this.#row.record, this.#row.progress) ? thresholdExceeded : undefined
  }

  async #stopChildren(stop: Stop): Promise<void> {
    // The batches that are on their way speak of their own progress.
    await Promise.all(this.#inFlight)
    await this.#refresh()
    if (stop !== 'abandoned' && !this.#row.progress.stopping) {
      this.#row.advance({ stopping: stop })
      await this.#row.commitProgress()
    }
    while (this.#row.open > 0) {
      await this.#setting!.children.stop()
      await this.#untilChanged()
      await this.#refresh()
    }
  }

  #openItems(): Promise<MapRunItems> {
    const { revision, state } = this.#setting!
    const of = { mapRun: this.#row.record, revision, state, job: this.#job }
    return openDataset(this.#options, of, this.#row.progress)
  }

  // --------------------------------------------------------------------------------------------------------- end

  async #finish(stop: Stop | undefined): Promise<void> {
    if (stop === 'abandoned') return this.#aborted()
    const exported = await this.#export()
    if (this.#isAbandoned) return this.#aborted()
    // What it failed by counts, whatever became of the export.
    if (stop) return this.#tell({ type: 'MapRunFailed', ...stop }, 'FAILED')
    const output = exported ?? (await this.#collect())
    if (output instanceof AslError) await this.#tell({ type: 'MapRunFailed', ...errorOf(output) }, 'FAILED')
    else await this.#tell({ type: 'MapRunSucceeded', output }, 'SUCCEEDED')
  }

  /** The result of exporting the results; undefined where the state does not export them. */
  async #export(): Promise<Outcome<Payload> | undefined> {
    const { store, data } = this.#options
    const { writer, items } = this.#job
    if (!writer) return undefined
    const { progress, record } = this.#row
    return exportResults({
      store,
      data,
      mapRun: record,
      parameters: writer.parameters,
      config: this.#setting!.state.distributed.resultWriter?.config ?? {},
      from: progress.writing,
      // Without a reader it is known what else there was to start.
      pending: items && !progress.exhausted ? () => this.#openItems() : undefined,
      ...(record.redrive && progress.files && { redriven: { ...record.redrive, files: progress.files } }),
      written: async (writing, resultsWritten) => {
        this.#row.advance({ writing })
        await this.#row.commitProgress({ resultsWritten })
        return !this.#isAbandoned
      },
      finished: (files) => this.#row.advance({ files }),
    })
  }

  #collect(): Promise<Outcome<Payload>> {
    const { store, limits } = this.#options
    const { id: mapRunId, stateName } = this.#row.record
    const transformation = this.#setting!.state.distributed.resultWriter?.config.transformation ?? 'COMPACT'
    const { payloadBytesMax } = limits
    return collectResults(store, { mapRunId, stateName, transformation, payloadBytesMax })
  }

  /** The parent's turn and the end of the Map Run are one write (invariant 2). */
  async #tell(event: MapRunEnd, status: Exclude<MapRunStatus, 'RUNNING'>): Promise<void> {
    const { executionId, frameId, uuid: mapRunId } = this.#row.record
    const results = status === 'SUCCEEDED' ? { resultsWritten: this.#row.progress.children } : {}
    const end = this.#row.write({ ...results, ...this.#row.progressText(), ...this.#row.end(status) })
    const isTold = await new Promise<boolean>((resolve, reject) => {
      this.#options.executions.post(executionId, {
        event: { ...event, frameId, mapRunId },
        alongside: [end],
        done: (turn) => resolve(turn.task === 'done'),
        failed: (reason) => (reason === 'closed' ? resolve(false) : reject(reason)),
      })
    })
    if (!isTold && !this.#isClosed) await this.#aborted()
  }

  #aborted(): Promise<void> {
    return this.#row.commit(this.#row.end('ABORTED'))
  }

  // ----------------------------------------------------------------------------------------------------- waiting

  #signal(): void {
    this.#signals++
    this.#wake()
  }

  async #refresh(): Promise<void> {
    this.#seen = this.#signals
    if (this.#isClosed) throw shuttingDown()
    if (this.#failure) throw this.#failure
    await this.#row.refresh()
  }

  async #untilChanged(): Promise<void> {
    if (this.#seen !== this.#signals) return
    await new Promise<void>((resolve) => (this.#wake = resolve))
    if (this.#isClosed) throw shuttingDown()
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => this.#options.clock.after(ms, resolve))
    if (this.#isClosed) throw shuttingDown()
  }
}

type MapRunEnd =
  | Omit<Extract<EventBody, { type: 'MapRunSucceeded' }>, 'frameId' | 'mapRunId'>
  | Omit<Extract<EventBody, { type: 'MapRunFailed' }>, 'frameId' | 'mapRunId'>

function withoutItems({ items: _items, selection: _selection, ...job }: MapRunJob): MapRunJob {
  return job
}

function errorOf({ error, cause }: AslError): Exclude<Stop, 'abandoned'> {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}

function countOf({ value }: Payload): number {
  return isArray(value) ? value.length : Object.keys(value as object).length
}
