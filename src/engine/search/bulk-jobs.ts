/**
 * Bulk jobs: stops or redrives what a search finds, a few at a time.
 *
 * Owns: the jobs under way and how far each is. A job is a row; it works downwards from the newest execution that there was
 * when it began, and notes its place behind each piece, so that it goes on there after a restart.
 *
 * 1. A piece that was worked off and not noted is worked off again: a stop of what has ended changes nothing, and a redrive
 *    carries the job as its token, so that it happens once.
 * 2. What begins to match behind a job's back (later starts, executions above its place) it leaves alone.
 * 3. A job that was canceled changes nothing more once that is answered.
 */
import type { Namespace } from '#base'
import { SearchError } from '#query'
import {
  StoreUnavailable,
  type BulkJobRecord,
  type ExecutionId,
  type ExecutionStatus,
  type Store,
} from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { executionArnOf } from '../execution-arns.ts'
import type { Redriven, RedriveRefused, RedriveRequest, StopRequest } from '../port.ts'
import type {
  BulkJob,
  BulkJobs,
  BulkKind,
  BulkPreview,
  BulkRequest,
  SearchCount,
  SearchHit,
  SearchRequest,
  SearchResult,
} from './port.ts'

/** Executions between two notes of a job's place. */
const pieceMax = 50
/** Executions of a job that are stopped or redriven at once. */
const concurrentMax = 10
/** Jobs of one account and region that are under way at once. */
const jobsMax = 5
const notesMax = 20
const previewMax = 10
const retryMs = 1000
/** Jobs that are over are kept for so long. */
const keptMs = 30 * 86_400_000
const deletedAtOnce = 100

export interface BulkJobOptions {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
  readonly newestExecution: () => ExecutionId
  readonly stop: (
    request: StopRequest,
  ) => Promise<{ readonly stoppedAt: number } | { readonly refused: 'unknown-execution' }>
  readonly redrive: (request: RedriveRequest) => Promise<Redriven | RedriveRefused>
  readonly report: (error: Error) => void
}

interface Finder {
  find(request: SearchRequest): Promise<SearchResult | SearchError>
  count(request: Omit<SearchRequest, 'limit' | 'before'>): Promise<SearchCount | SearchError>
}

/** What a job can change: the others are not even found. */
const statusesOf: Readonly<Record<BulkKind, readonly ExecutionStatus[]>> = {
  stop: ['RUNNING'],
  redrive: ['FAILED', 'TIMED_OUT', 'ABORTED'],
}

type Outcome =
  | { readonly counts: 'changed' }
  | { readonly counts: 'skipped' | 'failed'; readonly message: string }

export class BulkJobWorker implements BulkJobs {
  readonly #options: BulkJobOptions
  readonly #underWay = new Map<string, { isCanceled: boolean; readonly over: Promise<BulkJob> }>()
  #finder: Finder | undefined
  /** Jobs that wait for a store that is busy or full. */
  readonly #waiting = new Set<() => void>()
  #closed = false

  constructor(options: BulkJobOptions) {
    this.#options = options
  }

  /** Called once, before anything else. */
  searchWith(finder: Finder): void {
    this.#finder = finder
  }

  /** Goes on with what was under way when the process ended. */
  async recover(): Promise<void> {
    for (const record of await this.#options.store.openBulkJobs()) this.#begin(readJob(record))
  }

  async preview(request: BulkRequest): Promise<BulkPreview | SearchError> {
    const wish = this.#wish(request, this.#options.clock.now())
    const count = await this.#finder!.count(wish)
    if (count instanceof SearchError) return count
    const first = await this.#finder!.find({ ...wish, limit: previewMax })
    return first instanceof SearchError ? first : { count, first: first.executions }
  }

  async start(request: BulkRequest): Promise<BulkJob | SearchError | 'too-many'> {
    const { clock, committer, newestExecution } = this.#options
    const at = clock.now()
    const checked = await this.#finder!.find({ ...this.#wish(request, at), limit: 1 })
    if (checked instanceof SearchError) return checked
    const open = await this.#options.store.openBulkJobs()
    if (open.filter((job) => isAt(job, request)).length >= jobsMax) return 'too-many'
    const job: BulkJob = {
      ...request,
      id: clock.uuid(),
      createdAt: at,
      status: 'RUNNING',
      before: newestExecution() + 1,
      matched: 0,
      changed: 0,
      skipped: 0,
      failed: 0,
      notes: [],
    }
    await committer.commit({ kind: 'putBulkJob', job: writeJob(job) })
    await committer.commit({ kind: 'deleteBulkJobs', endedBefore: at - keptMs, limit: deletedAtOnce })
    this.#begin(job)
    return job
  }

  async job(at: Namespace, id: string): Promise<BulkJob | undefined> {
    const record = await this.#options.store.bulkJob(id)
    return record && isAt(record, at) ? readJob(record) : undefined
  }

  async jobs(at: Namespace, limit: number, before?: string): Promise<readonly BulkJob[]> {
    const { account, region } = at
    return (await this.#options.store.bulkJobs({ account, region }, limit, before)).map(readJob)
  }

  async cancel(at: Namespace, id: string): Promise<BulkJob | undefined> {
    const job = await this.job(at, id)
    const underWay = job && this.#underWay.get(id)
    if (!underWay) return job
    underWay.isCanceled = true
    await underWay.over
    return this.job(at, id)
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const goOn of this.#waiting) goOn()
    await Promise.all([...this.#underWay.values()].map(({ over }) => over))
  }

  #begin(job: BulkJob): void {
    if (this.#closed) return
    const over = this.#run(job).finally(() => this.#underWay.delete(job.id))
    this.#underWay.set(job.id, { isCanceled: false, over })
  }

  async #run(begun: BulkJob): Promise<BulkJob> {
    // It is known by its id before its first piece begins.
    await Promise.resolve()
    let job = begun
    while (!this.#closed && job.status === 'RUNNING') {
      try {
        const now = this.#underWay.get(job.id)!.isCanceled
          ? this.#ended(job, 'CANCELED')
          : await this.#piece(job)
        await this.#options.committer.commit({ kind: 'putBulkJob', job: writeJob(now) })
        job = now
      } catch (error) {
        // The store is busy or full; the piece is worked off again.
        if (this.#closed) return job
        this.#options.report(error as Error)
        await this.#pause()
      }
    }
    return job
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const goOn = () => {
        this.#waiting.delete(goOn)
        resolve()
      }
      this.#waiting.add(goOn)
      this.#options.clock.after(retryMs, goOn)
    })
  }

  async #piece(job: BulkJob): Promise<BulkJob> {
    const page = await this.#finder!.find({
      ...this.#wish(job, job.createdAt),
      before: job.before,
      limit: pieceMax,
    })
    if (page instanceof SearchError) return this.#ended(job, 'FAILED', page.message)
    let after = job
    for (let at = 0; at < page.executions.length; at += concurrentMax) {
      if (this.#closed || this.#underWay.get(job.id)?.isCanceled) return after
      const some = page.executions.slice(at, at + concurrentMax)
      const outcomes = await Promise.all(some.map((execution) => this.#apply(job, execution)))
      after = outcomes.reduce((now, outcome, i) => counted(now, outcome, some[i]!), after)
      after = { ...after, before: some.at(-1)!.id }
    }
    return page.next === undefined ? this.#ended(after, 'DONE') : { ...after, before: page.next }
  }

  async #apply(job: BulkJob, execution: SearchHit): Promise<Outcome> {
    const executionArn = executionArnOf(execution)
    const { error, cause } = job
    try {
      const done =
        job.kind === 'stop'
          ? await this.#options.stop({
              executionArn,
              ...(error !== undefined && { error }),
              ...(cause !== undefined && { cause }),
            })
          : await this.#options.redrive({ executionArn, clientToken: `bulk-${job.id}` })
      if (!('refused' in done)) return { counts: 'changed' }
      if (done.refused === 'unknown-execution') return { counts: 'skipped', message: 'the execution is gone' }
      return { counts: 'skipped', message: done.reason }
    } catch (failure) {
      // Then the piece is worked off again: later, or after the next start.
      if (this.#closed || failure instanceof StoreUnavailable) throw failure
      return { counts: 'failed', message: (failure as Error).message }
    }
  }

  #wish({ account, region, where, machine, kind }: BulkRequest, now: number): Omit<SearchRequest, 'limit'> {
    const statuses = statusesOf[kind]
    return { account, region, where, statuses, now, ...(machine !== undefined && { machine }) }
  }

  #ended(job: BulkJob, status: BulkJob['status'], reason?: string): BulkJob {
    return { ...job, status, endedAt: this.#options.clock.now(), ...(reason !== undefined && { reason }) }
  }
}

function counted(job: BulkJob, outcome: Outcome, execution: SearchHit): BulkJob {
  const after = { ...job, matched: job.matched + 1, [outcome.counts]: job[outcome.counts] + 1 }
  if (outcome.counts === 'changed' || job.notes.length >= notesMax) return after
  const note = { executionArn: executionArnOf(execution), message: outcome.message }
  return { ...after, notes: [...job.notes, note] }
}

function isAt(job: Namespace, at: Namespace): boolean {
  return job.account === at.account && job.region === at.region
}

function writeJob({ id, account, region, createdAt, endedAt, ...body }: BulkJob): BulkJobRecord {
  const row = { id, account, region, createdAt, body: JSON.stringify(body) }
  return endedAt === undefined ? row : { ...row, endedAt }
}

function readJob({ body, ...row }: BulkJobRecord): BulkJob {
  return { ...(JSON.parse(body) as Omit<BulkJob, keyof BulkJobRecord>), ...row }
}
