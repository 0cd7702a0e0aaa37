/**
 * Versions: published revisions of a state machine.
 *
 * Owns: their numbers, and when publishing, repeating it and deleting are allowed. Neighbours: `catalog` (state machines
 * and their revisions, whose changes take the same lock), `aliases` (lead to versions), `start-target`.
 *
 * 1. A number is given once: the state machine's row keeps the highest one, in the write that adds the version.
 * 2. A version is a name for a revision. Revisions stay as long as their state machine, so deleting a version takes
 *    nothing from executions that it started.
 * 3. No alias leads to a version that is not there: both kinds of changes hold the state machine's lock.
 */
import { stateMachineArn, type Limits, type Namespace } from '#base'
import type { MachineRecord, Store, VersionNumber, VersionRecord } from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import type { NameLocks } from '../starts/name-locks.ts'
import { RecentCache } from '../recent-cache.ts'
import {
  initialRevisionId,
  type PublishRefused,
  type PublishVersion,
  type VersionName,
  type VersionReferenced,
  type Versions,
} from './versions-port.ts'

/** Versions that are kept in memory. */
const cachedMax = 1000

/** What the parts of the catalog share. */
export interface CatalogParts {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
  readonly limits: Limits
  /** By the ARN of the state machine. */
  readonly locks: NameLocks
  readonly machine: (at: Namespace, name: string) => Promise<MachineRecord | undefined>
  /** Writes the state machine and the version that its current revision becomes. */
  readonly putMachine: (machine: MachineRecord, publishes?: VersionRecord) => Promise<MachineRecord>
}

/** A state machine whose current revision has a version, before it is written. */
export interface Publication {
  readonly machine: MachineRecord
  readonly publishes: VersionRecord
}

type Published = { readonly machine: MachineRecord; readonly version: VersionRecord }

export class MachineVersions implements Versions {
  readonly #parts: CatalogParts
  readonly #versions = new RecentCache<string, VersionRecord>(cachedMax)

  constructor(parts: CatalogParts) {
    this.#parts = parts
  }

  publish(request: PublishVersion): Promise<Published | PublishRefused> {
    const { locks, machine: find } = this.#parts
    return locks.inTurn(stateMachineArn(request, request.stateMachineName), async () => {
      const machine = await find(request, request.stateMachineName)
      if (!machine) return { refused: 'unknown-state-machine' }
      if (machine.status === 'DELETING') return { refused: 'deleting' }
      const { revisionId = initialRevisionId } = machine.revision
      if ((request.revisionId ?? revisionId) !== revisionId) return { refused: 'other-revision', revisionId }
      return this.publishCurrent(machine, request.description)
    })
  }

  /** Publishes the revision that the state machine has now, under its lock. A description is compared where it is given. */
  async publishCurrent(
    machine: MachineRecord,
    description: string | undefined,
  ): Promise<Published | { readonly refused: 'other-description' | 'too-many-versions' }> {
    const existing = await this.#parts.store.versionOfRevision(machine.revision.number)
    if (existing) {
      const isOther = description !== undefined && description !== existing.description
      return isOther ? { refused: 'other-description' } : { machine, version: existing }
    }
    if (await this.isFull(machine)) return { refused: 'too-many-versions' }
    return this.write(this.next(machine, description))
  }

  /** The state machine with a version of its current revision, which has none. */
  next(machine: MachineRecord, description: string | undefined): Publication {
    const number = (machine.lastVersion ?? 0) + 1
    const publishes = {
      machineId: machine.id,
      number,
      revision: machine.revision.number,
      createdAt: this.#parts.clock.now(),
      ...(description !== undefined && { description }),
    }
    return { machine: { ...machine, lastVersion: number }, publishes }
  }

  async write({ machine, publishes }: Publication): Promise<Published> {
    const written = await this.#parts.putMachine(machine, publishes)
    this.#versions.set(keyOf(machine, publishes.number), publishes)
    return { machine: written, version: publishes }
  }

  /** Whether the state machine has as many versions as it may have. Most never had so many, and nothing is counted. */
  async isFull({ id: machineId, lastVersion = 0 }: MachineRecord): Promise<boolean> {
    const { store, limits } = this.#parts
    const limit = limits.versionsMax
    return lastVersion >= limit && (await store.versions({ machineId, limit })).length >= limit
  }

  delete(of: VersionName): Promise<'done' | VersionReferenced> {
    const { locks, store, committer, limits, machine: find } = this.#parts
    return locks.inTurn(stateMachineArn(of, of.stateMachineName), async () => {
      const machine = await find(of, of.stateMachineName)
      if (!machine) return 'done'
      const { number } = of
      const at = { machineId: machine.id, version: number, limit: limits.aliasesMax }
      const aliases = await store.aliases(at)
      if (aliases.length > 0) return { refused: 'referenced', aliases: aliases.map(({ name }) => name) }
      if (!(await this.version(machine, number))) return 'done'
      await committer.commit({ kind: 'deleteVersion', machineId: machine.id, number })
      this.#versions.delete(keyOf(machine, number))
      return 'done'
    })
  }

  version(machine: MachineRecord, number: VersionNumber): Promise<VersionRecord | undefined> {
    return this.#versions.getOrLoad(keyOf(machine, number), () =>
      this.#parts.store.version(machine.id, number),
    )
  }

  versions(
    { id: machineId }: MachineRecord,
    before: VersionNumber | undefined,
    limit: number,
  ): Promise<readonly VersionRecord[]> {
    return this.#parts.store.versions({ machineId, limit, ...(before !== undefined && { before }) })
  }
}

/** Ids of state machines are never used again, so a key outlives its state machine without harm. */
function keyOf({ id }: MachineRecord, number: VersionNumber): string {
  return `${id}/${number}`
}
