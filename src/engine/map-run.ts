/**
 * One Map Run under way: children are started as items come and places are free, and its end is told to its parent.
 *
 * Owns: the order of things in a Map Run, and its progress. Neighbours: `map-run-items` (what comes next),
 * `map-run-children` (starts and stops them), `map-run-results` (what they gave), `map-runs` (which of them are open).
 *
 * 1. A batch of children and the progress that speaks of it are one write: after a crash reading goes on behind the last
 *    batch that is durable, so no item has two children and none is skipped.
 * 2. What is counted is counted by the store. A child that ends only says that the counts are out of date.
 * 3. What happens outside of a commit (reading, writing results) is done again after a crash, from the position that
 *    was committed last. Its end is one write with the parent's turn.
 * 4. In memory are its chunks of items and one batch of results, whatever the number of children.
 */
import { assert, AslError, isArray, type Limits, type Outcome, type Payload } from '#base'
import type { DistributedMapState } from '#asl'
import type { MapData } from '#integrations'
import {
  decodeMapRunJob,
  itemSelector,
  mapStateOf,
  type EventBody,
  type MapRunJob,
  type SelectItem,
} from '#interpreter'
import {
  StoreUnavailable,
  type ExecutionId,
  type MapRunChange,
  type MapRunRecord,
  type MapRunStatus,
  type RevisionRecord,
  type Write,
} from '#store'
import type { Gate } from './gate.ts'
import { identityOf } from './identity.ts'
import { childrenPerBatch, MapRunChildren, type ChildrenOptions } from './map-run-children.ts'
import { inputItems, itemsPerChunk, chunkBytesMax, MapRunItems, type Position } from './map-run-items.ts'
import {
  decodeMapRunProgress,
  encodeMapRunProgress,
  nothingStarted,
  type MapRunProgress,
} from './map-run-progress.ts'
import { collectResults, tooLarge } from './map-run-results.ts'
import { exportResults } from './map-run-export.ts'
import type { QueryProcesses } from './query-elsewhere.ts'
import { shuttingDown } from './shutting-down.ts'

/** Children of one Map Run at once where it says nothing else, and at most: AWS's number. */
export const childrenMax = 10_000
/** Turns and events under way above which no more children are started. */
const backlogMax = 4000
const backlogPauseMs = 5
/** How long it waits for a store that is busy. */
const retryMs = 1000

export interface MapRunOptions extends ChildrenOptions {
  readonly data: MapData
  readonly limits: Limits
  /** Runs the expressions that take too long on the event loop. */
  readonly queries: QueryProcesses
  /** Batches that are not durable yet, of all Map Runs. */
  readonly batches: Gate
  /** Datasets that are being read, by all Map Runs. */
  readonly readers: Gate
}

/** Why no more children are started: nobody waits any more, or an error. */
type Stop = 'abandoned' | { readonly error?: string; readonly cause?: string }

/** What does not change. */
interface Setting {
  readonly revision: RevisionRecord
  readonly state: DistributedMapState
  readonly job: MapRunJob
  readonly children: MapRunChildren
}

export class MapRun {
  readonly executionId: ExecutionId
  readonly #uuid: string
  readonly #options: MapRunOptions
  #setting: Setting | undefined
  #read: MapRunRecord | undefined
  #progress: MapRunProgress = nothingStarted
  /** Something of its row has changed since it was read. */
  #isStale = true
  /** Batches that are not durable yet. */
  readonly #inFlight = new Set<Promise<void>>()
  #failure: Error | undefined
  #fault: AslError | undefined
  #isAbandoned: boolean | 'unknown'
  #isClosed = false
  #wake: () => void = () => undefined

  /** `isWaitedFor` says that the parent's frame is known to wait for it; else that is looked up. */
  constructor(
    options: MapRunOptions,
    of: { readonly uuid: string; readonly executionId: ExecutionId; readonly isWaitedFor: boolean },
  ) {
    this.#options = options
    this.#uuid = of.uuid
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
    this.#isStale = true
    this.#wake()
  }

  /** Nobody waits for it any more: its children are stopped. */
  abandon(): void {
    this.#isAbandoned = true
    this.#wake()
  }

  close(): void {
    this.#isClosed = true
    this.#setting?.children.close()
    this.#wake()
  }

  // --------------------------------------------------------------------------------------------------- the whole

  async #attempt(): Promise<void> {
    await Promise.all(this.#inFlight)
    this.#failure = undefined
    if (!(await this.#reload())) return
    const { children } = await this.#prepare()
    await children.resumeExpress()
    const stop = this.#progress.stopping ?? (await this.#work())
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

  async #reload(): Promise<boolean> {
    this.#isStale = false
    const record = await this.#options.store.mapRun(this.#uuid)
    if (record?.status !== 'RUNNING') return false
    this.#read = record
    this.#progress = decodeMapRunProgress(record.progress)
    return true
  }

  get #record(): MapRunRecord {
    assert(this.#read, 'a Map Run is read before it does anything')
    return this.#read
  }

  async #prepare(): Promise<Setting> {
    if (this.#isAbandoned === 'unknown') {
      const isWaitedFor = await this.#isWaitedFor()
      // It may have been abandoned while that was looked up.
      if (this.#isAbandoned === 'unknown') this.#isAbandoned = !isWaitedFor
    }
    if (this.#setting) return this.#setting
    const { catalog, store } = this.#options
    const mapRun = this.#record
    const [revision, job] = await Promise.all([catalog.revision(mapRun.revision), store.mapRunJob(mapRun.id)])
    assert(revision && job, `Map Run ${mapRun.uuid} is stored without its revision or its job`)
    const state = mapStateOf(catalog.compiled(revision), mapRun.stateName)
    assert(state.mode === 'DISTRIBUTED', `Map Run ${mapRun.uuid} belongs to an inline Map`)
    const type = state.distributed.executionType
    const children = new MapRunChildren(this.#options, {
      mapRun,
      revision,
      type,
      ended: () => this.changed(),
    })
    return (this.#setting = { revision, state, job: decodeMapRunJob(job), children })
  }

  /** After a restart: whether the parent's frame still waits for this Map Run. */
  async #isWaitedFor(): Promise<boolean> {
    const { executionId, frameId, uuid } = this.#record
    const found = await this.#options.executions.frame(executionId, frameId)
    return found?.frame.progress.kind === 'mapRun' && found.frame.progress.mapRunId === uuid
  }

  // ---------------------------------------------------------------------------------------------------- children

  /** Starts children until none is left and all have ended; or why that was given up. */
  async #work(): Promise<Stop | undefined> {
    const items = this.#progress.exhausted || this.#isAbandoned ? undefined : await this.#openItems()
    try {
      for (;;) {
        await this.#refresh()
        const stop = this.#reasonToStop()
        if (stop) return stop
        if (items && !this.#progress.exhausted && this.#room > 0) {
          const failure = await this.#startNext(items)
          if (failure) return errorOf(failure)
        } else if (this.#open === 0 && this.#progress.exhausted) return undefined
        else await this.#untilChanged()
      }
    } finally {
      if (items) await this.#closeItems(items)
    }
  }

  async #startNext(items: MapRunItems): Promise<AslError | undefined> {
    const { executions, batches: gate, limits } = this.#options
    while (executions.backlog > backlogMax) await this.#pause(backlogPauseMs)
    const batches = await items.take(Math.min(this.#room, childrenPerBatch))
    if (batches instanceof AslError) return batches
    if (batches.some(({ input }) => input.exceeds(limits.payloadBytesMax)))
      return tooLarge(this.#record.stateName)
    const started = batches.reduce((sum, { itemCount }) => sum + itemCount, 0)
    this.#progress = {
      ...this.#progress,
      ...items.position,
      items: this.#progress.items + started,
      children: this.#progress.children + batches.length,
      exhausted: items.isExhausted,
    }
    if (batches.length === 0) return undefined
    const write = this.#change({ progress: encodeMapRunProgress(this.#progress) })
    await gate.enter()
    const batch = this.#setting!.children.start(batches, write).catch((error: Error) => {
      this.#failure = error
    })
    this.#inFlight.add(batch)
    void batch.then(() => {
      gate.leave()
      this.#inFlight.delete(batch)
      this.#wake()
    })
    return undefined
  }

  /** Places for children that are free. */
  get #room(): number {
    const { maxConcurrency } = this.#record.settings
    return Math.max(
      0,
      (maxConcurrency > 0 ? Math.min(maxConcurrency, childrenMax) : childrenMax) - this.#open,
    )
  }

  /** Children that were started and whose end is not known. */
  get #open(): number {
    const { SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = this.#record.executions
    return this.#progress.children - SUCCEEDED - FAILED - TIMED_OUT - ABORTED
  }

  #reasonToStop(): Stop | undefined {
    if (this.#isAbandoned) return 'abandoned'
    if (this.#fault) return errorOf(this.#fault)
    return this.#exceedsTolerance ? thresholdExceeded : undefined
  }

  /** A threshold of 0 counts where the other one is 0, too. A share is known once all items are. */
  get #exceedsTolerance(): boolean {
    const { FAILED, TIMED_OUT, ABORTED } = this.#record.items
    const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.#record.settings
    const failed = FAILED + TIMED_OUT + ABORTED
    if (count === 0 && percentage === 0) return failed > 0
    const { total, items, exhausted } = this.#progress
    const known = total ?? (exhausted ? items : undefined)
    if (count > 0 && failed > count) return true
    return percentage > 0 && known !== undefined && failed * 100 > percentage * known
  }

  async #stopChildren(stop: Stop): Promise<void> {
    if (stop !== 'abandoned' && !this.#progress.stopping) {
      this.#progress = { ...this.#progress, stopping: stop }
      await this.#commit({ progress: encodeMapRunProgress(this.#progress) })
    }
    await Promise.all(this.#inFlight)
    for (;;) {
      await this.#refresh()
      if (this.#record.executions.RUNNING === 0) return
      await this.#setting!.children.stop()
      await this.#untilChanged()
    }
  }

  // ------------------------------------------------------------------------------------------------------- items

  async #openItems(): Promise<MapRunItems> {
    const { job } = this.#setting!
    if (job.items) {
      const total = countOf(job.items)
      this.#progress = { ...this.#progress, total }
    } else await this.#options.readers.enter()
    try {
      return await this.#itemsAt(this.#progress)
    } catch (error) {
      if (!job.items) this.#options.readers.leave()
      throw error
    }
  }

  async #closeItems(items: MapRunItems): Promise<void> {
    if (!this.#setting!.job.items) this.#options.readers.leave()
    await items.close()
  }

  async #itemsAt(position: Position): Promise<MapRunItems> {
    const { data, limits, clock } = this.#options
    const { job, state } = this.#setting!
    const { region } = this.#record
    const select = await this.#selector()
    const { batchInput, ...batchLimits } = job.batcher ?? {}
    const batcher = {
      limits: { ...batchLimits, payloadBytesMax: limits.payloadBytesMax },
      ...(batchInput && { batchInput }),
    }
    const { items, reader } = job
    const { itemReader } = state.distributed
    return new MapRunItems(
      {
        open(from) {
          if (items) return inputItems(items.value as Parameters<typeof inputItems>[0], from)
          assert(itemReader && reader, 'a Map Run without items has a reader')
          const { maxItems: _source, ...config } = itemReader.config
          const { maxItems } = reader
          const dataset = {
            region,
            action: itemReader.action,
            parameters: reader.parameters.value,
            config: { ...config, ...(maxItems !== undefined && { maxItems }) },
            chunk: { itemsMax: itemsPerChunk, bytesMax: chunkBytesMax },
          }
          return data.openItems(dataset, from)
        },
        select: (item) => select(item, clock.now(), clock.seed()),
        ...(job.batcher && { batcher }),
      },
      position,
    )
  }

  async #selector(): Promise<SelectItem> {
    const { store, limits, queries, catalog } = this.#options
    const { job, revision } = this.#setting!
    if (!job.selection) return (item) => item.value
    const parent = await store.execution(this.executionId)
    assert(parent, `Map Run ${this.#uuid} has lost its execution ${this.executionId}`)
    return itemSelector(catalog.compiled(revision), {
      stateName: this.#record.stateName,
      identity: identityOf(parent, revision),
      job,
      environment: { limits, elsewhere: (request) => queries.evaluate(request) },
    })
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
    const { job, state } = this.#setting!
    if (!job.writer) return undefined
    return exportResults({
      store,
      data,
      mapRun: this.#record,
      parameters: job.writer.parameters,
      config: state.distributed.resultWriter?.config ?? {},
      from: this.#progress.writing,
      // Without a reader it is known what else there was to start.
      pending: job.items && !this.#progress.exhausted ? () => this.#itemsAt(this.#progress) : undefined,
      written: async (writing, resultsWritten) => {
        this.#progress = { ...this.#progress, writing }
        await this.#commit({ progress: encodeMapRunProgress(this.#progress), resultsWritten })
        return !this.#isAbandoned
      },
    })
  }

  #collect(): Promise<Outcome<Payload>> {
    const { store, limits } = this.#options
    const { id: mapRunId, stateName } = this.#record
    const transformation = this.#setting!.state.distributed.resultWriter?.config.transformation ?? 'COMPACT'
    return collectResults(store, {
      mapRunId,
      stateName,
      transformation,
      payloadBytesMax: limits.payloadBytesMax,
    })
  }

  /** The parent's turn and the end of the Map Run are one write (invariant 2). */
  async #tell(event: MapRunEnd, status: Exclude<MapRunStatus, 'RUNNING'>): Promise<void> {
    const { executionId, frameId, uuid: mapRunId } = this.#record
    const resultsWritten = status === 'SUCCEEDED' ? { resultsWritten: this.#progress.children } : {}
    const end = this.#change({ ...resultsWritten, ...this.#ended(status) })
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
    return this.#commit(this.#ended('ABORTED'))
  }

  #ended(status: Exclude<MapRunStatus, 'RUNNING'>): Pick<MapRunChange, 'ended'> {
    return { ended: { status, stoppedAt: Math.max(this.#record.startedAt, this.#options.clock.now()) } }
  }

  // ------------------------------------------------------------------------------------------------------- store

  #change(change: Omit<MapRunChange, 'mapRunId'>): Write {
    return { kind: 'changeMapRun', change: { mapRunId: this.#record.id, ...change } }
  }

  #commit(change: Omit<MapRunChange, 'mapRunId'>): Promise<void> {
    return this.#options.committer.commit(this.#change(change))
  }

  /** Reads the row again where it has changed. Throws where a batch was not written. */
  async #refresh(): Promise<void> {
    if (this.#isClosed) throw shuttingDown()
    if (this.#failure) throw this.#failure
    if (!this.#isStale) return
    this.#isStale = false
    const record = await this.#options.store.mapRun(this.#uuid)
    if (record) this.#read = record
  }

  async #untilChanged(): Promise<void> {
    if (this.#isStale || this.#failure) return
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

// AWS's words.
const thresholdExceeded = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
} as const

function errorOf({ error, cause }: AslError): Exclude<Stop, 'abandoned'> {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}

function countOf({ value }: Payload): number {
  return isArray(value) ? value.length : Object.keys(value as object).length
}
