/**
 * Aliases: names that lead to one version of a state machine, or to two by weights.
 *
 * Owns: when they are created, changed and deleted. Neighbours: `versions` (what they lead to), `start-target` (chooses).
 *
 * 1. A change is seen by every start that is asked for after the change was answered.
 * 2. No alias leads to a version that is not there (`versions`, 3).
 */
import { assert, stateMachineArn } from '#base'
import type { AliasRecord, AliasRoute, MachineRecord, NewAlias } from '#store'
import { RecentCache } from '../recent-cache.ts'
import type { CatalogParts, MachineVersions } from './versions.ts'
import type {
  Aliases,
  AliasName,
  CreateAlias,
  CreateAliasRefused,
  ListAliases,
  UnknownVersion,
  UpdateAlias,
  UpdateAliasRefused,
} from './versions-port.ts'

/** Aliases that are kept in memory. */
const cachedMax = 1000

export class MachineAliases implements Aliases {
  readonly #parts: CatalogParts
  readonly #versions: MachineVersions
  readonly #aliases = new RecentCache<string, AliasRecord>(cachedMax)

  constructor(parts: CatalogParts, versions: MachineVersions) {
    this.#parts = parts
    this.#versions = versions
  }

  create(request: CreateAlias): Promise<{ readonly alias: AliasRecord } | CreateAliasRefused> {
    return this.#inTurn(request, async (machine) => {
      if (!machine) return { refused: 'unknown-state-machine' }
      if (machine.status === 'DELETING') return { refused: 'deleting' }
      const { name, routes, description } = request
      const missing = await this.#missing(machine, routes)
      if (missing) return missing
      const existing = await this.alias(machine, name)
      if (existing) {
        const isSame = existing.description === description && sameRoutes(existing.routes, routes)
        return isSame ? { alias: existing } : { refused: 'exists' }
      }
      if (await this.#isFull(machine)) return { refused: 'too-many-aliases' }
      const at = this.#parts.clock.now()
      const alias = { machineId: machine.id, name, routes, createdAt: at, updatedAt: at }
      return {
        alias: await this.#put(machine, { ...alias, ...(description !== undefined && { description }) }),
      }
    })
  }

  update(request: UpdateAlias): Promise<{ readonly alias: AliasRecord } | UpdateAliasRefused> {
    return this.#inTurn(request, async (machine) => {
      const existing = machine && (await this.alias(machine, request.name))
      if (!existing) return { refused: 'unknown-alias' }
      if (machine.status === 'DELETING') return { refused: 'deleting' }
      const { description = existing.description, routes = existing.routes } = request
      const missing = await this.#missing(machine, routes)
      if (missing) return missing
      if (description === existing.description && sameRoutes(routes, existing.routes))
        return { alias: existing }
      const { machineId, name, createdAt } = existing
      const updatedAt = Math.max(createdAt, this.#parts.clock.now())
      const changed = { machineId, name, createdAt, updatedAt, routes }
      return {
        alias: await this.#put(machine, { ...changed, ...(description !== undefined && { description }) }),
      }
    })
  }

  delete(of: AliasName): Promise<void> {
    return this.#inTurn(of, async (machine) => {
      if (!machine || !(await this.alias(machine, of.name))) return
      await this.#parts.committer.commit({ kind: 'deleteAlias', machineId: machine.id, name: of.name })
      this.#aliases.delete(keyOf(machine, of.name))
    })
  }

  alias(machine: MachineRecord, name: string): Promise<AliasRecord | undefined> {
    return this.#aliases.getOrLoad(keyOf(machine, name), () => this.#parts.store.alias(machine.id, name))
  }

  aliases({ machine, version, after, limit }: ListAliases): Promise<readonly AliasRecord[]> {
    return this.#parts.store.aliases({
      machineId: machine.id,
      limit,
      ...(version !== undefined && { version }),
      ...(after !== undefined && { after }),
    })
  }

  /** Changes what a state machine has, under its lock. */
  #inTurn<T>(of: AliasName, change: (machine: MachineRecord | undefined) => Promise<T>): Promise<T> {
    const { locks, machine } = this.#parts
    return locks.inTurn(stateMachineArn(of, of.stateMachineName), async () =>
      change(await machine(of, of.stateMachineName)),
    )
  }

  /** The first of the routes whose version is not there. */
  async #missing(machine: MachineRecord, routes: readonly AliasRoute[]): Promise<UnknownVersion | undefined> {
    for (const { version } of routes)
      if (!(await this.#versions.version(machine, version))) return { refused: 'unknown-version', version }
    return undefined
  }

  async #isFull({ id: machineId }: MachineRecord): Promise<boolean> {
    const limit = this.#parts.limits.aliasesMax
    return (await this.#parts.store.aliases({ machineId, limit })).length >= limit
  }

  /** The store gives the alias its id, so it is read back. */
  async #put(machine: MachineRecord, alias: NewAlias): Promise<AliasRecord> {
    await this.#parts.committer.commit({ kind: 'putAlias', alias })
    this.#aliases.delete(keyOf(machine, alias.name))
    const put = await this.alias(machine, alias.name)
    assert(put, 'an alias that was just written is in the store')
    return put
  }
}

/** Routes in another order are the same routes. */
function sameRoutes(some: readonly AliasRoute[], others: readonly AliasRoute[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ version, weight }) =>
      others.some((other) => other.version === version && other.weight === weight),
    )
  )
}

/** Ids of state machines are never used again, so a key outlives its state machine without harm. */
function keyOf({ id }: MachineRecord, name: string): string {
  return `${id}/${name}`
}
