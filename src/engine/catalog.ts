/**
 * The catalog: state machines, their revisions and activities.
 *
 * Owns: which definition a name means now, the rules of creating, changing and deleting, and the compiled machines.
 * Changes go through the commit pipeline like everything else and are taken one at a time, so two of them on one
 * name cannot cross.
 */
import { activityArn, assert, parseArn, stateMachineArn, type Limits, type Namespace } from '#base'
import { readDefinition, type Machine } from '#asl'
import type { ActivityRecord, MachineRecord, RevisionRecord, Store, Write } from '#store'
import type { Clock } from './clock.ts'
import type { Committer } from './commit.ts'
import type {
  Catalog,
  CreateActivity,
  CreateActivityRefused,
  CreateMachine,
  CreateMachineRefused,
  UpdateMachine,
  UpdateMachineRefused,
} from './port.ts'
import { RecentCache } from './recent-cache.ts'

/** Machines, revisions and activities that are kept in memory, each. */
const cachedMax = 1000

export interface CatalogOptions {
  readonly store: Store
  readonly committer: Committer
  readonly clock: Clock
  readonly limits: Limits
  readonly counters: { machineId: number; revision: number; activityId: number }
  /** Ends what still runs of a state machine that is being deleted. */
  readonly stopAll: (machine: MachineRecord) => Promise<void>
}

export class EngineCatalog implements Catalog {
  readonly #options: CatalogOptions
  readonly #machines = new RecentCache<string, MachineRecord>(cachedMax)
  readonly #revisions = new RecentCache<number, RevisionRecord>(cachedMax)
  readonly #compiled = new RecentCache<number, Machine>(cachedMax)
  readonly #activities = new RecentCache<string, ActivityRecord>(cachedMax)
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: CatalogOptions) {
    this.#options = options
  }

  // ------------------------------------------------------------------------------------------- state machines

  createMachine(request: CreateMachine): Promise<{ readonly machine: MachineRecord } | CreateMachineRefused> {
    return this.#inTurn(async () => {
      const existing = await this.anyMachine(request, request.name)
      if (existing?.status === 'DELETING') return { refused: 'deleting' }
      if (existing?.status === 'ACTIVE')
        return sameMachine(existing, request) ? { machine: existing } : { refused: 'exists' }
      const { machine, diagnostics } = readDefinition(request.definition, { type: request.type })
      if (!machine) return { refused: 'invalid-definition', diagnostics }
      const created = await this.#putMachine(this.#newMachine(request, existing?.id))
      this.#compiled.set(created.revision.number, machine)
      if (request.tags) await this.#putTags(stateMachineArn(request, request.name), request.tags)
      return { machine: created }
    })
  }

  updateMachine(request: UpdateMachine): Promise<{ readonly machine: MachineRecord } | UpdateMachineRefused> {
    return this.#inTurn(async () => {
      const existing = await this.anyMachine(request, request.name)
      if (existing?.status === 'DELETING') return { refused: 'deleting' }
      if (existing?.status !== 'ACTIVE') return { refused: 'unknown-state-machine' }
      const definition = request.definition ?? existing.revision.definition
      const { machine, diagnostics } = readDefinition(definition, { type: existing.type })
      if (!machine) return { refused: 'invalid-definition', diagnostics }
      return { machine: await this.#putMachine(this.#revised(existing, request)) }
    })
  }

  deleteMachine(at: Namespace, name: string): Promise<void> {
    return this.#inTurn(async () => {
      const machine = await this.anyMachine(at, name)
      if (machine?.status !== 'ACTIVE') return
      const deleting = await this.#putMachine({ ...machine, status: 'DELETING' })
      await this.#options.stopAll(deleting)
      await this.#options.committer.commit({
        kind: 'deleteMachine',
        machineId: machine.id,
        at: this.#options.clock.now(),
      })
      this.#machines.delete(nameKey(at, name))
    })
  }

  async machine(at: Namespace, name: string): Promise<MachineRecord | undefined> {
    const machine = await this.anyMachine(at, name)
    return machine?.status === 'DELETED' ? undefined : machine
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
    const { machine, diagnostics } = readDefinition(revision.definition)
    assert(machine, `a definition that was accepted does not compile: ${diagnostics[0]?.message}`)
    this.#compiled.set(revision.number, machine)
    return machine
  }

  async machines(at: Namespace, after: string | undefined, limit: number): Promise<readonly MachineRecord[]> {
    return this.#options.store.machines({ ...namespaceOf(at), limit, ...(after !== undefined && { after }) })
  }

  // ----------------------------------------------------------------------------------------------- activities

  createActivity(
    request: CreateActivity,
  ): Promise<{ readonly activity: ActivityRecord } | CreateActivityRefused> {
    return this.#inTurn(async () => {
      const existing = await this.activity(request, request.name)
      if (existing)
        return existing.configuration === request.configuration
          ? { activity: existing }
          : { refused: 'exists' }
      const { clock, counters } = this.#options
      const { name, configuration } = request
      const id = ++counters.activityId
      const activity: ActivityRecord = {
        ...namespaceOf(request),
        id,
        name,
        createdAt: clock.now(),
        configuration,
      }
      await this.#options.committer.commit({ kind: 'putActivity', activity })
      this.#activities.set(nameKey(request, name), activity)
      if (request.tags) await this.#putTags(activityArn(request, name), request.tags)
      return { activity }
    })
  }

  deleteActivity(at: Namespace, name: string): Promise<void> {
    return this.#inTurn(async () => {
      const activity = await this.activity(at, name)
      if (!activity) return
      await this.#options.committer.commit({ kind: 'deleteActivity', activityId: activity.id })
      this.#activities.delete(nameKey(at, name))
    })
  }

  async activity(at: Namespace, name: string): Promise<ActivityRecord | undefined> {
    return this.#activities.getOrLoad(nameKey(at, name), () =>
      this.#options.store.activity(namespaceOf(at), name),
    )
  }

  async activityByArn(arn: string): Promise<ActivityRecord | undefined> {
    const parsed = parseArn(arn)
    const name = parsed?.resource.startsWith('activity:')
      ? parsed.resource.slice('activity:'.length)
      : undefined
    return parsed && name !== undefined ? this.activity(parsed, name) : undefined
  }

  async activities(
    at: Namespace,
    after: string | undefined,
    limit: number,
  ): Promise<readonly ActivityRecord[]> {
    return this.#options.store.activities({
      ...namespaceOf(at),
      limit,
      ...(after !== undefined && { after }),
    })
  }

  // ----------------------------------------------------------------------------------------------------- tags

  tags(resourceArn: string): Promise<Readonly<Record<string, string>>> {
    return this.#options.store.tags(resourceArn)
  }

  putTags(resourceArn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    return this.#inTurn(() => this.#putTags(resourceArn, tags))
  }

  // -------------------------------------------------------------------------------------------------- private

  /** One change at a time. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const next = this.#last.then(change, change)
    this.#last = next.catch(() => undefined)
    return next
  }

  /** The machine whatever its status: a deleted one still names its executions. */
  anyMachine(at: Namespace, name: string): Promise<MachineRecord | undefined> {
    return this.#machines.getOrLoad(nameKey(at, name), () =>
      this.#options.store.machine(namespaceOf(at), name),
    )
  }

  #newMachine(request: CreateMachine, formerId: number | undefined): MachineRecord {
    const { clock, counters } = this.#options
    const { name, type, definition, roleArn, configuration } = request
    const at = clock.now()
    return {
      ...namespaceOf(request),
      id: formerId ?? ++counters.machineId,
      name,
      type,
      status: 'ACTIVE',
      createdAt: at,
      revision: { number: ++counters.revision, definition, roleArn, updatedAt: at, configuration },
    }
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
    if (same && before.revisionId !== undefined) return machine
    const revisionId = clock.uuid()
    return {
      ...machine,
      revision: { number: ++counters.revision, revisionId, ...after, updatedAt: clock.now() },
    }
  }

  async #putMachine(machine: MachineRecord): Promise<MachineRecord> {
    await this.#options.committer.commit({ kind: 'putMachine', machine })
    this.#machines.set(nameKey(machine, machine.name), machine)
    this.#revisions.set(machine.revision.number, machine.revision)
    return machine
  }

  async #putTags(resourceArn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const write: Write = { kind: 'putTags', resourceArn, tags }
    await this.#options.committer.commit(write)
  }
}

function sameMachine(machine: MachineRecord, request: CreateMachine): boolean {
  const { revision } = machine
  return (
    machine.type === request.type &&
    revision.definition === request.definition &&
    revision.configuration === request.configuration
  )
}

function nameKey(at: Namespace, name: string): string {
  return `${at.account}/${at.region}/${name}`
}

function namespaceOf({ account, region }: Namespace): Namespace {
  return { account, region }
}
