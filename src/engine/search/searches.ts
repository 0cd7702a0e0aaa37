/**
 * Searching, behind the engine's door.
 *
 * Neighbours: `plan-search` (what is asked of the store), `indexer` (what fields have), `bulk-jobs`, `saved-views`.
 *
 * 1. A page looks at `pageExaminedMax` executions at most, in pieces between which the store answers others.
 */
import type { Namespace } from '#base'
import { SearchError } from '#query'
import type { ExecutionId, FoundExecution, SearchFieldRecord, Store } from '#store'
import type { Clock } from '../clock.ts'
import type { BulkJobWorker } from './bulk-jobs.ts'
import type { Indexer } from './indexer.ts'
import { planSearch, type SearchPlan } from './plan-search.ts'
import type {
  BulkJobs,
  IndexState,
  SavedViews,
  Searches,
  SearchCount,
  SearchHit,
  SearchRequest,
  SearchResult,
} from './port.ts'

/** Executions that one question to the store looks at: about 10 ms, for which other readers wait. */
const pieceExaminedMax = 2000
/** Executions that one page looks at. */
export const pageExaminedMax = 10_000
/** Executions that a count finds before it estimates. */
const countedMax = 1000

export interface SearchesOptions {
  readonly store: Store
  readonly clock: Clock
  readonly indexer: Indexer
  readonly jobs: BulkJobWorker
  readonly views: SavedViews
  readonly newestExecution: () => ExecutionId
}

interface Walked {
  readonly found: readonly FoundExecution[]
  readonly next: ExecutionId | undefined
  readonly examined: number
  readonly lowest: ExecutionId
}

export class EngineSearches implements Searches {
  readonly #options: SearchesOptions

  constructor(options: SearchesOptions) {
    this.#options = options
    options.jobs.searchWith(this)
  }

  get jobs(): BulkJobs {
    return this.#options.jobs
  }

  get views(): SavedViews {
    return this.#options.views
  }

  async find(request: SearchRequest): Promise<SearchResult | SearchError> {
    const plan = await this.#plan(request)
    if (plan instanceof SearchError) return plan
    const { found, next, examined } = await this.#walk(plan, request)
    const executions = found.map((execution) => toHit(execution, plan.fields))
    return { executions, examined, incomplete: plan.incomplete, ...(next !== undefined && { next }) }
  }

  async count(request: Omit<SearchRequest, 'limit' | 'before'>): Promise<SearchCount | SearchError> {
    const plan = await this.#plan(request)
    if (plan instanceof SearchError) return plan
    const { found, next, lowest } = await this.#walk(plan, { limit: countedMax })
    const atLeast = found.length
    if (next === undefined) return { atLeast, estimate: atLeast, isExact: true }
    // What was found lies above `next`: as many may lie in each part of the ids below.
    const newest = this.#options.newestExecution() + 1
    const part = (newest - next) / Math.max(1, newest - lowest)
    return { atLeast, estimate: Math.round(atLeast / Math.min(1, Math.max(part, 1e-9))), isExact: false }
  }

  async indexState(at: Namespace): Promise<IndexState> {
    const { store, indexer } = this.#options
    const [{ position, newest }, records] = await Promise.all([store.searchProgress(), store.searchFields()])
    const fields = await Promise.all(
      records.filter(({ isDropped }) => !isDropped).map((field) => this.#fieldState(at, field)),
    )
    const isFollowing = records.some(({ isDropped }) => !isDropped)
    return {
      position: isFollowing ? position : newest,
      newest,
      behindTurns: isFollowing ? newest - position : 0,
      behindMs: indexer.behindMs,
      fields: fields.filter((field) => field !== undefined),
    }
  }

  async #fieldState(at: Namespace, field: SearchFieldRecord) {
    const machine = await this.#options.store.machineById(field.machineId)
    if (machine?.account !== at.account || machine.region !== at.region) return undefined
    const { path, isHashed, backfillBefore, backfillFrom } = field
    const left = backfillBefore === undefined ? 0 : backfillBefore / Math.max(1, backfillFrom)
    return { stateMachine: machine.name, path, isHashed, indexed: 1 - left }
  }

  #plan(request: Omit<SearchRequest, 'limit' | 'before'>): Promise<SearchPlan | SearchError> {
    const { store, clock } = this.#options
    return planSearch(store, { ...request, now: request.now ?? clock.now() })
  }

  async #walk(
    { anyOf }: SearchPlan,
    { limit, before }: { readonly limit: number; readonly before?: ExecutionId },
  ): Promise<Walked> {
    const found: FoundExecution[] = []
    let examined = 0
    let next = before
    for (;;) {
      const page = await this.#options.store.search({
        anyOf,
        limit: limit - found.length,
        examinedMax: pieceExaminedMax,
        ...(next !== undefined && { before: next }),
      })
      found.push(...page.executions)
      examined += page.examined
      next = page.next
      const isFull = found.length >= limit || examined >= pageExaminedMax
      if (next === undefined || isFull) return { found, next, examined, lowest: page.lowest }
    }
  }
}

function toHit({ values, ...execution }: FoundExecution, fields: readonly SearchFieldRecord[]): SearchHit {
  const paths = new Map(fields.map(({ id, path }) => [id, path]))
  const named = values.flatMap(([id, value]) => (paths.has(id) ? [[paths.get(id)!, value] as const] : []))
  return { ...execution, fields: Object.fromEntries(named) }
}
