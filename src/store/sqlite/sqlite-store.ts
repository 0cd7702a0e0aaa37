/**
 * The embedded store: the port's methods as requests to the worker threads.
 *
 * Owns: the generation of commits (what was sent before a failure was seen is refused, `writer/commit.ts`), and that a
 * poisoned or closed store refuses everything.
 */
import type { Rewriting } from '../encryption-port.ts'
import type * as port from '../port.ts'
import { makeEmptyDirectory, syncDirectory } from './backup.ts'
import { storeFile } from './connection/store-files.ts'
import { hashText } from './encryption/hash-key.ts'
import { findKmsKey, type Keyring } from './encryption/keyring.ts'
import type { Poison } from './poison.ts'
import { flattenGroup } from './wire/flatten-group.ts'
import type { ReadName, WorkerSettings } from './wire/messages.ts'
import type { DeletedBatch } from './writer/delete-closed.ts'
import { WorkerLink } from './worker-link.ts'

/** How many executions are deleted in one transaction, between which commits go on. */
const deleteBatchMax = 100

export interface StoreParts {
  readonly writer: WorkerLink
  /** The same as the writer in memory. */
  readonly reader: WorkerLink
  /** Absent in memory. */
  readonly settings?: Omit<WorkerSettings, 'role'>
  readonly epoch: number
  readonly secret: Uint8Array
  readonly searchSecret: Uint8Array
  /** Absent where texts are not sealed. */
  readonly keyring: Keyring | undefined
  readonly poison: Poison
}

export class SqliteStore implements port.Store {
  readonly epoch: number
  readonly secret: Uint8Array
  readonly isEncrypted: boolean
  readonly #parts: StoreParts
  #generation = 0
  #closed: Promise<void> | undefined

  constructor(parts: StoreParts) {
    this.#parts = parts
    this.epoch = parts.epoch
    this.secret = parts.secret
    this.isEncrypted = parts.keyring !== undefined
  }

  async commit(group: port.Group): Promise<void> {
    this.#refuseUnusable()
    const generation = this.#generation
    try {
      await this.#parts.writer.ask({ kind: 'commit', generation, group: flattenGroup(group) })
    } catch (error) {
      this.#generation = Math.max(this.#generation, generation + 1)
      throw error
    }
  }

  counters = this.#read('counters')
  findExecutionIds = this.#read('findExecutionIds')
  execution = this.#read('execution')
  executions = this.#read('executions')
  history = this.#read('history')
  mapRun = this.#read('mapRun')
  mapRuns = this.#read('mapRuns')
  openMapRuns = this.#read('openMapRuns')
  mapRunJob = this.#read('mapRunJob')
  mapRunResults = this.#read('mapRunResults')
  frames = this.#read('frames')
  items = this.#read('items')
  dueFrames = this.#read('dueFrames')
  pendingFrames = this.#read('pendingFrames')
  queuedFrames = this.#read('queuedFrames')
  inbox = this.#read('inbox')
  machine = this.#read('machine')
  machineById = this.#read('machineById')
  revision = this.#read('revision')
  machines = this.#read('machines')
  countMachines = this.#read('countMachines')
  countActivities = this.#read('countActivities')
  deletingMachines = this.#read('deletingMachines')
  expressMachines = this.#read('expressMachines')
  version = this.#read('version')
  versionOfRevision = this.#read('versionOfRevision')
  versions = this.#read('versions')
  alias = this.#read('alias')
  aliases = this.#read('aliases')
  activity = this.#read('activity')
  activityById = this.#read('activityById')
  activities = this.#read('activities')
  tags = this.#read('tags')
  setting = this.#read('setting')
  nextDeliveries = this.#read('nextDeliveries')
  deadDeliveries = this.#read('deadDeliveries')
  deliveryQueues = this.#read('deliveryQueues')
  eventBuses = this.#read('eventBuses')
  eventRules = this.#read('eventRules')
  searchProgress = this.#read('searchProgress')
  searchChanges = this.#read('searchChanges')
  searchBackfill = this.#read('searchBackfill')
  searchFields = this.#read('searchFields')
  search = this.#read('search')
  bulkJob = this.#read('bulkJob')
  bulkJobs = this.#read('bulkJobs')
  openBulkJobs = this.#read('openBulkJobs')
  savedView = this.#read('savedView')
  savedViews = this.#read('savedViews')
  connection = this.#read('connection')
  connections = this.#read('connections')
  draft = this.#read('draft')
  drafts = this.#read('drafts')
  countDrafts = this.#read('countDrafts')
  interventions = this.#read('interventions')
  forksOf = this.#read('forksOf')
  statistics = this.#read('statistics')

  async deleteClosed(before: number, limit: number): Promise<number> {
    let deleted = 0
    while (deleted < limit) {
      this.#refuseUnusable()
      const batch = Math.min(deleteBatchMax, limit - deleted)
      const answer = await this.#parts.writer.ask({ kind: 'deleteClosed', before, limit: batch })
      const { deleted: count, isLast } = answer as DeletedBatch
      deleted += count
      if (isLast) break
    }
    return deleted
  }

  knowsKmsKey(kmsKeyId: string): boolean {
    const { keyring } = this.#parts
    return keyring === undefined || findKmsKey(keyring, kmsKeyId) !== undefined
  }

  hashText(account: string, text: string): Uint8Array {
    return hashText(this.#parts.searchSecret, account, text)
  }

  async rewrite(rowsMax: number): Promise<Rewriting> {
    this.#refuseUnusable()
    return (await this.#parts.writer.ask({ kind: 'rewrite', rowsMax })) as Rewriting
  }

  async removeRemnants(): Promise<void> {
    this.#refuseUnusable()
    await this.#parts.writer.ask({ kind: 'removeRemnants' })
  }

  // A file's copy is read by a thread of its own, so that the questions of others do not wait for it.
  async backup(directory: string): Promise<void> {
    this.#refuseUnusable()
    makeEmptyDirectory(directory)
    const file = storeFile(directory)
    if (this.#parts.settings === undefined) await this.#parts.writer.ask({ kind: 'backup', file })
    else {
      const link = WorkerLink.start({ role: 'reader', ...this.#parts.settings }, this.#parts.poison.set)
      await link.open()
      try {
        await link.ask({ kind: 'backup', file })
      } finally {
        await link.close()
      }
    }
    syncDirectory(directory)
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  // The reader first: the last connection that closes folds the log into the database.
  async #close(): Promise<void> {
    const { writer, reader } = this.#parts
    if (reader !== writer) await reader.close()
    await writer.close()
  }

  #read<Name extends ReadName>(name: Name): port.Store[Name] {
    const ask = async (...args: Parameters<port.Store[Name]>): Promise<unknown> => {
      this.#refuseUnusable()
      return this.#parts.reader.ask({ kind: 'read', name, args })
    }
    return ask as port.Store[Name]
  }

  #refuseUnusable(): void {
    const { reason } = this.#parts.poison
    if (reason !== undefined) throw reason
    if (this.#closed !== undefined) throw new Error('The store is closed; open it again to use it.')
  }
}
