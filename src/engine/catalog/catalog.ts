/**
 * The catalog: state machines and their revisions, with the doors to versions, aliases and activities.
 *
 * Owns: which definition a name means now, the rules of creating, changing and deleting, and the compiled machines.
 * Changes go through the commit pipeline like everything else; those of one name are taken one at a time.
 * Neighbours: `machine-deletion` (what a deletion takes, which may be long), `versions`, `aliases`, `activity-catalog`.
 */
import { parseArn, stateMachineArn, type Limits, type Namespace } from '#base'
import { compileDefinition, readDefinition, type Machine } from '#asl'
import { childMachine } from '#interpreter'
import type {
  ActivityRecord,
  ExecutionRecord,
  MachineRecord,
  RevisionRecord,
  Store,
  VersionRecord,
} from '#store'
import { ActivityCatalog } from '../activities/activity-catalog.ts'
import { MachineAliases } from './aliases.ts'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { kmsKeyIdOf, refuseKmsKey } from './kms-key.ts'
import { MachineDeletion } from './machine-deletion.ts'
import { declaredFields } from '../search/declared-fields.ts'
import { nameKey, namespaceOf } from '../starts/name-key.ts'
import { NameLocks } from '../starts/name-locks.ts'
import type {
  Catalog,
  CreateActivity,
  CreateActivityRefused,
  CreateMachine,
  CreateMachineRefused,
  OtherRevision,
  UpdateMachine,
  UpdateMachineRefused,
  WrittenMachine,
} from '../port.ts'
import { RecentCache } from '../recent-cache.ts'
import { MachineVersions } from './versions.ts'

/** Machines and revisions that are kept in memory, each. */
const cachedMax = 1000

export interface CatalogOptions {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
  readonly limits: Limits
  readonly counters: { machineId: number; revision: number; activityId: number }
  /** Ends what still runs of a state machine that is being deleted. */
  readonly stopAll: (machine: MachineRecord) => Promise<void>
  /** Told when the fields that a state machine's executions are searched by may have changed. */
  readonly searchFieldsChanged: () => void
}

export class EngineCatalog implements Catalog {
  readonly versions: MachineVersions
  readonly aliases: MachineAliases
  readonly #options: CatalogOptions
  readonly #machines = new RecentCache<string, MachineRecord>(cachedMax)
  readonly #revisions = new RecentCache<number, RevisionRecord>(cachedMax)
  readonly #compiled = new RecentCache<number, Machine>(cachedMax)
  readonly #childMachines = new RecentCache<string, Machine>(cachedMax)
  readonly #activities: ActivityCatalog
  readonly #locks = new NameLocks()
  readonly #deletion: MachineDeletion

  constructor(options: CatalogOptions) {
    this.#options = options
    const { store, committer, clock, limits, counters, stopAll, searchFieldsChanged } = options
    this.#activities = new ActivityCatalog({ store, committer, clock, limits, counters, locks: this.#locks })
    const parts = {
      store,
      committer,
      clock,
      limits,
      locks: this.#locks,
      machine: (at: Namespace, name: string) => this.machine(at, name),
      putMachine: (machine: MachineRecord, publishes?: VersionRecord) => this.#putMachine(machine, publishes),
    }
    this.versions = new MachineVersions(parts)
    this.aliases = new MachineAliases(parts, this.versions)
    this.#deletion = new MachineDeletion({
      committer,
      clock,
      stopAll,
      searchFieldsChanged,
      remember: (machine, now) => {
        const key = nameKey(machine, machine.name)
        if (now) this.#machines.set(key, now)
        else this.#machines.delete(key)
      },
    })
  }

  // ------------------------------------------------------------------------------------------- state machines

  createMachine(request: CreateMachine): Promise<WrittenMachine | CreateMachineRefused> {
    const arn = stateMachineArn(request, request.name)
    return this.#locks.inTurn(arn, async () => {
      const existing = await this.machine(request, request.name)
      if (existing?.status === 'DELETING') return { refused: 'deleting' }
      if (existing) return this.#createdBefore(existing, request)
      if (await this.#isFull(request)) return { refused: 'too-many' }
      const { machine, diagnostics } = readDefinition(request.definition, { type: request.type })
      if (!machine) return { refused: 'invalid-definition', diagnostics }
      const unknownKey = refuseKmsKey(this.#options.store, request.configuration)
      if (unknownKey) return unknownKey
      const made = this.#newMachine(request)
      const [, created] = await Promise.all([
        this.#putTags(arn, request.tags ?? {}, made),
        this.#write(made, request.publish),
      ])
      this.#compiled.set(created.machine.revision.number, machine)
      return created
    })
  }

  updateMachine(request: UpdateMachine): Promise<WrittenMachine | UpdateMachineRefused> {
    return this.#locks.inTurn(stateMachineArn(request, request.name), () => this.#update(request))
  }

  /** The same where that revision is still the current one. */
  updateFrom(
    revision: number,
    request: UpdateMachine,
  ): Promise<WrittenMachine | UpdateMachineRefused | OtherRevision> {
    const arn = stateMachineArn(request, request.name)
    return this.#locks.inTurn<WrittenMachine | UpdateMachineRefused | OtherRevision>(arn, async () => {
      const machine = await this.machine(request, request.name)
      if (machine && machine.revision.number !== revision) return { refused: 'other-revision', machine }
      return this.#update(request)
    })
  }

  /**
   * A revision with another definition, which executions can be started on and which does not become the current one.
   * The current one itself where that has the text already.
   */
  addRevision(
    machine: MachineRecord,
    definition: string,
  ): Promise<{ readonly revision: RevisionRecord } | UpdateMachineRefused> {
    const arn = stateMachineArn(machine, machine.name)
    return this.#locks.inTurn<{ readonly revision: RevisionRecord } | UpdateMachineRefused>(arn, async () => {
      const current = await this.machine(machine, machine.name)
      if (current?.id !== machine.id) return { refused: 'unknown-state-machine' }
      if (current.status === 'DELETING') return { refused: 'deleting' }
      if (current.revision.definition === definition) return { revision: current.revision }
      const { machine: compiled, diagnostics } = readDefinition(definition, { type: current.type })
      if (!compiled) return { refused: 'invalid-definition', diagnostics }
      const { revision } = this.#revised(current, { ...namespaceOf(current), name: current.name, definition })
      const { id: machineId, account } = current
      await this.#options.committer.commit({ kind: 'putRevision', machineId, account, revision })
      this.#compiled.set(revision.number, compiled)
      return { revision }
    })
  }

  async #update(request: UpdateMachine): Promise<WrittenMachine | UpdateMachineRefused> {
    const existing = await this.machine(request, request.name)
    if (!existing) return { refused: 'unknown-state-machine' }
    if (existing.status === 'DELETING') return { refused: 'deleting' }
    const definition = request.definition ?? existing.revision.definition
    const { machine, diagnostics } = readDefinition(definition, { type: existing.type })
    if (!machine) return { refused: 'invalid-definition', diagnostics }
    const { configuration } = existing.revision
    const unknownKey = refuseKmsKey(
      this.#options.store,
      request.configuration ?? configuration,
      configuration,
    )
    if (unknownKey) return unknownKey
    const revised = this.#revised(existing, request)
    const { publish } = request
    if (revised === existing)
      return publish ? this.versions.publishCurrent(existing, publish.description) : { machine: existing }
    if (publish && (await this.versions.isFull(existing))) return { refused: 'too-many-versions' }
    return this.#write(revised, publish)
  }

  async deleteMachine(at: Namespace, name: string): Promise<void> {
    const deleting = await this.#locks.inTurn(stateMachineArn(at, name), async () => {
      const machine = await this.machine(at, name)
      return machine?.status === 'ACTIVE' ? this.#deletion.begin(machine) : machine
    })
    if (deleting) await this.#deletion.finish(deleting)
  }

  /** Goes on with a deletion that had begun when the process ended. */
  finishDeletion(machine: MachineRecord): Promise<void> {
    return this.#deletion.finish(machine)
  }

  /** Grows when a deletion begins: a machine that was found before may be gone (`machine-deletion`). */
  get deletionsBegun(): number {
    return this.#deletion.begun
  }

  /** The state machine that has the name now. */
  machine(at: Namespace, name: string): Promise<MachineRecord | undefined> {
    return this.#machines.getOrLoad(nameKey(at, name), () =>
      this.#options.store.machine(namespaceOf(at), name),
    )
  }

  /** The machine if it is in memory: the common case of a start has to wait for nothing. */
  machineInMemory(at: Namespace, name: string): MachineRecord | undefined {
    return this.#machines.get(nameKey(at, name))
  }

  async revision(number: number): Promise<RevisionRecord | undefined> {
    return this.#revisions.getOrLoad(number, () => this.#options.store.revision(number))
  }

  compiled(revision: RevisionRecord): Machine {
    const known = this.#compiled.get(revision.number)
    if (known) return known
    const machine = compileDefinition(revision.definition)
    this.#compiled.set(revision.number, machine)
    return machine
  }

  /** What an execution runs: its revision, or the item processor of one of its Map states. */
  machineOf({ mapRun }: Pick<ExecutionRecord, 'mapRun'>, revision: RevisionRecord): Machine {
    return mapRun ? this.childMachine(revision, mapRun.stateName) : this.compiled(revision)
  }

  /** What the children of a Map Run execute. */
  childMachine(revision: RevisionRecord, stateName: string): Machine {
    const key = `${revision.number}/${stateName}`
    const known = this.#childMachines.get(key)
    if (known) return known
    const machine = childMachine(this.compiled(revision), stateName)
    this.#childMachines.set(key, machine)
    return machine
  }

  async machines(at: Namespace, after: string | undefined, limit: number): Promise<readonly MachineRecord[]> {
    return this.#options.store.machines({ ...namespaceOf(at), limit, ...(after !== undefined && { after }) })
  }

  // ----------------------------------------------------------------------------------------------- activities

  createActivity(
    request: CreateActivity,
  ): Promise<{ readonly activity: ActivityRecord } | CreateActivityRefused> {
    return this.#activities.create(request)
  }

  deleteActivity(at: Namespace, name: string): Promise<void> {
    return this.#activities.delete(at, name)
  }

  /** Grows when an activity is created or deleted: what its ARN meant before may be another one now. */
  get activityChanges(): number {
    return this.#activities.changes
  }

  activity(at: Namespace, name: string): Promise<ActivityRecord | undefined> {
    return this.#activities.activity(at, name)
  }

  activityByArn(arn: string): Promise<ActivityRecord | undefined> {
    return this.#activities.byArn(arn)
  }

  activities(at: Namespace, after: string | undefined, limit: number): Promise<readonly ActivityRecord[]> {
    return this.#activities.list(at, after, limit)
  }

  // ----------------------------------------------------------------------------------------------------- tags

  tags(resourceArn: string): Promise<Readonly<Record<string, string>>> {
    return this.#options.store.tags(resourceArn)
  }

  putTags(resourceArn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    return this.#locks.inTurn(resourceArn, async () => {
      const arn = parseArn(resourceArn)
      const name = /^stateMachine:([^:]+)$/.exec(arn?.resource ?? '')?.[1]
      const machine = arn && name !== undefined ? await this.machine(arn, name) : undefined
      return this.#putTags(resourceArn, tags, machine)
    })
  }

  // -------------------------------------------------------------------------------------------------- private

  #newMachine(request: CreateMachine): MachineRecord {
    const { clock, counters } = this.#options
    const { name, type, definition, roleArn, configuration } = request
    const at = clock.now()
    const { publish } = request
    return {
      ...namespaceOf(request),
      ...(publish && { createdPublishing: publish }),
      id: ++counters.machineId,
      name,
      type,
      status: 'ACTIVE',
      createdAt: at,
      revision: {
        number: ++counters.revision,
        definition,
        roleArn,
        updatedAt: at,
        configuration,
        ...kmsKeyOf(configuration),
      },
    }
  }

  async #isFull(at: Namespace): Promise<boolean> {
    const { store, limits } = this.#options
    const { stateMachinesMax: most } = limits
    return most < Number.MAX_SAFE_INTEGER && (await store.countMachines(namespaceOf(at))) >= most
  }

  /** The machine with what the update changes; the same machine where that is nothing. */
  #revised(machine: MachineRecord, request: UpdateMachine): MachineRecord {
    const { clock, counters } = this.#options
    const before = machine.revision
    const after = {
      definition: request.definition ?? before.definition,
      roleArn: request.roleArn ?? before.roleArn,
      configuration: request.configuration ?? before.configuration,
    }
    const same =
      after.definition === before.definition &&
      after.roleArn === before.roleArn &&
      after.configuration === before.configuration
    if (same) return machine
    const revisionId = clock.uuid()
    return {
      ...machine,
      revision: {
        number: ++counters.revision,
        revisionId,
        ...after,
        updatedAt: clock.now(),
        ...kmsKeyOf(after.configuration),
      },
    }
  }

  /** The answer to a create whose name is taken: the first one again, if it asks for the same. */
  async #createdBefore(
    existing: MachineRecord,
    request: CreateMachine,
  ): Promise<WrittenMachine | CreateMachineRefused> {
    const { publish } = request
    if (!sameMachine(existing, request)) return { refused: 'exists' }
    if (!publish) return { machine: existing }
    const published = await this.versions.publishCurrent(existing, publish.description)
    return 'version' in published ? published : { refused: 'exists' }
  }

  async #write(machine: MachineRecord, publish: CreateMachine['publish']): Promise<WrittenMachine> {
    if (publish) return this.versions.write(this.versions.next(machine, publish.description))
    return { machine: await this.#putMachine(machine) }
  }

  async #putMachine(machine: MachineRecord, publishes?: VersionRecord): Promise<MachineRecord> {
    await this.#options.committer.commit({ kind: 'putMachine', machine, ...(publishes && { publishes }) })
    this.#machines.set(nameKey(machine, machine.name), machine)
    this.#revisions.set(machine.revision.number, machine.revision)
    return machine
  }

  /** The tags of a state machine say which fields its executions are searched by. */
  async #putTags(
    resourceArn: string,
    tags: Readonly<Record<string, string>>,
    machine: MachineRecord | undefined,
  ): Promise<void> {
    const { committer, store, searchFieldsChanged } = this.#options
    const searchFields = machine && declaredFields(machine, tags, store.isEncrypted)
    await committer.commit({ kind: 'putTags', resourceArn, tags, ...(searchFields && { searchFields }) })
    if (searchFields) searchFieldsChanged()
  }
}

function kmsKeyOf(configuration: string): Pick<RevisionRecord, 'kmsKeyId'> {
  const kmsKeyId = kmsKeyIdOf(configuration)
  return kmsKeyId === undefined ? {} : { kmsKeyId }
}

function sameMachine(machine: MachineRecord, request: CreateMachine): boolean {
  const { revision } = machine
  return (
    machine.type === request.type &&
    revision.definition === request.definition &&
    revision.configuration === request.configuration &&
    (machine.createdPublishing === undefined) === (request.publish === undefined) &&
    machine.createdPublishing?.description === request.publish?.description
  )
}
