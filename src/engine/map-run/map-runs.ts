/**
 * The Map Runs that are open, and what the rest of the engine tells them.
 *
 * Owns: which of them are under way in this process and what they share. Neighbours: `map-run` (one of them).
 *
 * 1. A Map Run is opened after the commit of the turn that began it, and after a restart those that the store says are
 *    RUNNING; one whose parent does not wait for it any more is brought to its end.
 * 2. Nothing of it is lost when the engine closes: it goes on after the next start.
 */
import type { Turn } from '#interpreter'
import type { ExecutionId, MapRunRecord } from '#store'
import { Gate } from '../gate.ts'
import type { LiveExecution } from '../live-execution.ts'
import { MapRun, type MapRunOptions } from './map-run.ts'

/** Batches of children that are not durable yet, of all Map Runs. */
const batchesMax = 4
/** Datasets that are read at the same time: AWS's number of open Map Runs. Others wait for their turn. */
const readersMax = 1000

/** Map Runs of one execution that are looked at together. */
const mapRunsPerPage = 100

export class MapRuns {
  readonly #options: MapRunOptions
  readonly #open = new Map<string, MapRun>()
  /** Settled when the Map Run is over, or the engine closes. */
  readonly #ends = new Map<string, Promise<void>>()
  readonly #byExecution = new Map<ExecutionId, Set<MapRun>>()
  #closed = false

  constructor(options: Omit<MapRunOptions, 'batches' | 'readers'>) {
    this.#options = { ...options, batches: new Gate(batchesMax), readers: new Gate(readersMax) }
  }

  /** How many are under way. */
  get count(): number {
    return this.#open.size
  }

  /** Carries out the commands of a durable turn, and hears of executions that ended. */
  turnCommitted(live: LiveExecution, turn: Turn): void {
    const { id } = live.identity
    for (const command of turn.commands) {
      if (command.type === 'StartMapRun') this.#begin(command.mapRunId, id, true)
      else if (command.type === 'RedriveMapRun') this.#begin(command.mapRunId, id, true)
      else if (command.type === 'StopMapRun') this.#open.get(command.mapRunId)?.abandon()
    }
    if (!turn.ended) return
    if (live.record.mapRun) this.#open.get(live.record.mapRun.uuid)?.changed()
    for (const mapRun of this.#byExecution.get(id) ?? []) mapRun.abandon()
  }

  /** Goes on with one that was open when the process ended. */
  resume({ uuid, executionId }: MapRunRecord): void {
    this.#begin(uuid, executionId, false)
  }

  /** Its settings were changed. */
  changed(uuid: string): void {
    this.#open.get(uuid)?.changed()
  }

  /** Resolves when no Map Run of the execution, which has ended, is open any more. */
  async over(executionId: ExecutionId): Promise<void> {
    let before = Number.MAX_SAFE_INTEGER
    for (;;) {
      const page = await this.#options.store.mapRuns({ executionId, before, limit: mapRunsPerPage })
      for (const record of page) if (record.status === 'RUNNING') this.resume(record)
      // One that is over in the store may not have been told yet.
      await Promise.all(page.flatMap(({ uuid }) => this.#ends.get(uuid) ?? []))
      if (page.length < mapRunsPerPage) return
      before = page.at(-1)!.id
    }
  }

  close(): void {
    this.#closed = true
    for (const mapRun of this.#open.values()) mapRun.close()
  }

  #begin(uuid: string, executionId: ExecutionId, isWaitedFor: boolean): void {
    // The store may show it before its turn is known to be durable.
    if (this.#closed || this.#open.has(uuid)) return
    const mapRun = new MapRun(this.#options, { uuid, executionId, isWaitedFor })
    this.#open.set(uuid, mapRun)
    const siblings = this.#byExecution.get(executionId) ?? new Set()
    this.#byExecution.set(executionId, siblings.add(mapRun))
    this.#ends.set(
      uuid,
      mapRun.run().finally(() => this.#over(uuid, mapRun)),
    )
  }

  #over(uuid: string, mapRun: MapRun): void {
    this.#open.delete(uuid)
    this.#ends.delete(uuid)
    const siblings = this.#byExecution.get(mapRun.executionId)
    siblings?.delete(mapRun)
    if (siblings?.size === 0) this.#byExecution.delete(mapRun.executionId)
  }
}
