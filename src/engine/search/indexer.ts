/**
 * The indexer: writes the values of declared fields behind the executions that they belong to.
 *
 * It follows the history in the order of its commits, for every start, end and redrive of an execution appends to it, and
 * keeps its position with what it writes: after a crash it goes on there. A field that is newly declared is filled in
 * for the executions that were there, the newest first; the values of one that is declared no longer are deleted.
 * Neighbours: `field-values` (what is read), the store's `search-port` (how it is kept).
 *
 * 1. Where no state machine declares a field it does nothing, and nobody pays for it.
 * 2. It writes small pieces, one at a time, between which turns get their commits; what it reads is bounded as well.
 * 3. It wakes with a commit, not by the clock: a quiet server stays quiet.
 */
import type { MachineId, SearchFieldRecord, SearchSource, SearchWrite, Store } from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { FieldReader } from './field-values.ts'

/** Turns that are looked at in one piece. */
const turnsMax = 500
/** Executions of one piece of a backfill. */
const backfillMax = 200
/** Values that one write has: about 3 ms of the store's writer. */
const valuesMax = 400
/** Values of a dropped field that one write deletes. */
const sweepMax = 400
/** Characters of documents that one piece reads. */
const charactersMax = 1_000_000
/** Documents of more characters are not read: to parse one takes longer than the event loop may stand still. */
const documentCharactersMax = 1_000_000

/** From a commit to the look at it: many commits share one. */
const delayMs = 100
/** Between two pieces. */
const pauseMs = 5
const retryMs = 1000

export interface IndexerOptions {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
  /** The account of a state machine, whose key hashes its values. */
  readonly accountOf: (machineId: MachineId) => Promise<string | undefined>
  readonly report: (error: Error) => void
}

export class Indexer {
  readonly #options: IndexerOptions
  #fields: readonly SearchFieldRecord[] = []
  #cancel: (() => void) | undefined
  #work: Promise<void> | undefined
  #again = false
  #closed = false
  #behindSince: number | undefined

  constructor(options: IndexerOptions) {
    this.#options = options
  }

  /** Goes on where it was when the process ended. */
  start(): void {
    this.#wake(pauseMs)
  }

  /** The declared fields may have changed. */
  fieldsChanged(): void {
    this.#wake(pauseMs)
  }

  turnCommitted(): void {
    if (this.#fields.length === 0) return
    this.#behindSince ??= this.#options.clock.now()
    this.#wake(delayMs)
  }

  /** For how long it has not been up to date. */
  get behindMs(): number {
    return this.#behindSince === undefined ? 0 : this.#options.clock.now() - this.#behindSince
  }

  /** Fields that executions are still to be indexed by. */
  get backfills(): number {
    return this.#fields.filter(({ backfillBefore, isDropped }) => backfillBefore !== undefined && !isDropped)
      .length
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    await this.#work
  }

  #wake(afterMs: number): void {
    if (this.#closed) return
    this.#again = true
    if (this.#work || (this.#cancel && afterMs > 0)) return
    this.#schedule(afterMs)
  }

  #schedule(afterMs: number): void {
    this.#cancel?.()
    this.#cancel = this.#options.clock.after(afterMs, () => {
      this.#cancel = undefined
      this.#work = this.#pass().finally(() => (this.#work = undefined))
      void this.#work.then(() => this.#wakeAgain())
    })
  }

  #wakeAgain(): void {
    if (this.#again && !this.#closed && !this.#cancel) this.#schedule(this.#pauseMs)
  }

  #pauseMs = pauseMs

  async #pass(): Promise<void> {
    this.#again = false
    this.#pauseMs = pauseMs
    try {
      const isLast = await this.#follow()
      const isFilled = await this.#backfill()
      const isSwept = await this.#sweep()
      if (isLast) this.#behindSince = undefined
      if (!isLast || !isFilled || !isSwept) this.#again = true
      else this.#pauseMs = delayMs
    } catch (error) {
      if (this.#closed) return
      this.#again = true
      this.#pauseMs = retryMs
      this.#options.report(error as Error)
    }
  }

  /** Indexes the next piece of what was committed; whether that was the last one. */
  async #follow(): Promise<boolean> {
    const { store } = this.#options
    this.#fields = await store.searchFields()
    if (this.#fields.every(({ isDropped }) => isDropped)) return true
    const { sources, from, to, fields } = await store.searchChanges({
      limit: turnsMax,
      charactersMax,
      documentCharactersMax,
    })
    this.#fields = fields
    if (to === from) return true
    await this.#write(sources, { position: { from, to } })
    const { position, newest } = await store.searchProgress()
    return position >= newest
  }

  /** Fills in the next piece of one state machine; whether nothing is left to fill in. */
  async #backfill(): Promise<boolean> {
    const open = this.#fields.filter(
      ({ backfillBefore, isDropped }) => backfillBefore !== undefined && !isDropped,
    )
    const [first] = open
    if (!first || this.#closed) return true
    const { machineId } = first
    const ofMachine = open.filter((field) => field.machineId === machineId)
    const before = Math.max(...ofMachine.map(({ backfillBefore }) => backfillBefore!))
    const sources = await this.#options.store.searchBackfill({
      machineId,
      before,
      limit: backfillMax,
      charactersMax,
      documentCharactersMax,
    })
    const last = sources.at(-1)
    await this.#write(sources, { backfilled: { machineId, before: last?.executionId ?? 0 } })
    this.#fields = await this.#options.store.searchFields()
    return this.backfills === 0
  }

  /** Deletes the next values of one dropped field; whether none is left. */
  async #sweep(): Promise<boolean> {
    const dropped = this.#fields.find(({ isDropped }) => isDropped)
    if (!dropped || this.#closed) return true
    await this.#options.committer.commit({ kind: 'sweepSearchField', fieldId: dropped.id, limit: sweepMax })
    this.#fields = await this.#options.store.searchFields()
    return this.#fields.every(({ isDropped }) => !isDropped)
  }

  /** The values of these executions, in writes of bounded size; what they come to is noted with the last one. */
  async #write(
    sources: readonly SearchSource[],
    noted: Pick<SearchWrite & { kind: 'indexExecutions' }, 'position' | 'backfilled'>,
  ): Promise<void> {
    const { committer } = this.#options
    const readers = await this.#readers(sources)
    let executions: ReturnType<FieldReader['read']>[] = []
    let values = 0
    for (const source of sources) {
      const indexed = readers.get(source.machineId)!.read(source)
      if (indexed.values.length === 0 && !indexed.replaces) continue
      executions.push(indexed)
      values += indexed.values.length
      if (values < valuesMax) continue
      await committer.commit({ kind: 'indexExecutions', executions })
      executions = []
      values = 0
    }
    await committer.commit({ kind: 'indexExecutions', executions, ...noted })
  }

  async #readers(sources: readonly SearchSource[]): Promise<ReadonlyMap<MachineId, FieldReader>> {
    const { store, accountOf } = this.#options
    const readers = new Map<MachineId, FieldReader>()
    for (const machineId of new Set(sources.map((source) => source.machineId))) {
      const account = (await accountOf(machineId)) ?? ''
      const fields = this.#fields.filter((field) => field.machineId === machineId && !field.isDropped)
      const hash = (text: string) => Buffer.from(store.hashText(account, text)).toString('base64')
      readers.set(machineId, new FieldReader(fields, hash))
    }
    return readers
  }
}
