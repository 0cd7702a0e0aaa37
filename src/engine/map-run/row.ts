/**
 * The row of a Map Run, as one that is under way has it: read again when it has changed, and ahead of the store by the
 * progress of batches that are not durable yet.
 */
import { assert } from '#base'
import type { MapRunChange, MapRunRecord, MapRunStatus, Store, Write } from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { beginRedrive } from './redriven.ts'
import {
  decodeMapRunProgress,
  encodeMapRunProgress,
  nothingStarted,
  type MapRunProgress,
} from './progress.ts'

type Change = Omit<MapRunChange, 'mapRunId'>

export interface RowOptions {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
}

export class MapRunRow {
  readonly #options: RowOptions
  readonly #uuid: string
  #record: MapRunRecord | undefined
  #progress: MapRunProgress = nothingStarted
  #isStale = true

  constructor(options: RowOptions, uuid: string) {
    this.#options = options
    this.#uuid = uuid
  }

  /** As it was read last; its counts are those of the store. */
  get record(): MapRunRecord {
    assert(this.#record, 'a Map Run is read before it does anything')
    return this.#record
  }

  get progress(): MapRunProgress {
    return this.#progress
  }

  /** Goes on, in memory: it is written with what it speaks of. */
  advance(progress: Partial<MapRunProgress>): void {
    this.#progress = { ...this.#progress, ...progress }
  }

  /** No child awaits its redrive any more. */
  endRedrive(): void {
    const { awaiting: _none, ...progress } = this.#progress
    this.#progress = progress
  }

  /** Children that were started and whose end is not known. */
  get open(): number {
    const { SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = this.record.executions
    return this.#progress.children - SUCCEEDED - FAILED - TIMED_OUT - ABORTED
  }

  /** Something has changed in the store: a child has ended, or the settings. */
  outdate(): void {
    this.#isStale = true
  }

  /** Takes over all that the store has, and begins a redrive that it says; false where the Map Run is over, or was never written. */
  async reload(): Promise<boolean> {
    await this.#read()
    if (this.#record?.status !== 'RUNNING') return false
    const progress = decodeMapRunProgress(this.#record.progress)
    const redriven = beginRedrive(this.#record, progress)
    this.#progress = redriven ?? progress
    if (redriven) await this.commitProgress()
    return true
  }

  /** Reads the counts and the settings again where they have changed. */
  async refresh(): Promise<void> {
    if (this.#isStale) await this.#read()
  }

  write(change: Change): Write {
    return { kind: 'changeMapRun', change: { mapRunId: this.record.id, ...change } }
  }

  /** A write of the progress as it is now in memory. */
  writeProgress(): Write {
    return this.write(this.progressText())
  }

  /** The progress as it is now in memory, as a part of a change. */
  progressText(): { readonly progress: string } {
    return { progress: encodeMapRunProgress(this.#progress) }
  }

  /** Resolves when the change is durable. */
  commit(change: Change): Promise<void> {
    return this.#options.committer.commit(this.write(change))
  }

  commitProgress(change: Change = {}): Promise<void> {
    return this.commit({ ...change, ...this.progressText() })
  }

  end(status: Exclude<MapRunStatus, 'RUNNING'>): Pick<MapRunChange, 'ended'> {
    return { ended: { status, stoppedAt: Math.max(this.record.startedAt, this.#options.clock.now()) } }
  }

  async #read(): Promise<void> {
    // What changes from here on is read once more.
    this.#isStale = false
    this.#record = (await this.#options.store.mapRun(this.#uuid)) ?? this.#record
  }
}
