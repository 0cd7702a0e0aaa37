/**
 * What an execution is started on: the current revision of a state machine, or the version that its ARN names, directly
 * or by an alias, which chooses one of its versions by their weights.
 */
import { seededRandom, versionNumberOf } from '#base'
import type { AliasRoute, MachineRecord, VersionNumber } from '#store'
import type { EngineCatalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'

export interface StartTarget {
  /** With the revision that is started, which need not be the current one. */
  readonly machine: MachineRecord
  readonly version?: VersionNumber
  readonly alias?: string
}

export interface TargetSources {
  readonly catalog: EngineCatalog
  readonly clock: Clock
}

/** Undefined where the state machine has no such version or alias. */
export async function qualifiedTarget(
  { catalog, clock }: TargetSources,
  machine: MachineRecord,
  qualifier: string,
): Promise<StartTarget | undefined> {
  const number = versionNumberOf(qualifier)
  if (number !== undefined) return versionTarget(catalog, machine, number)
  const alias = await catalog.aliases.alias(machine, qualifier)
  const chosen = alias && chooseRoute(alias.routes, seededRandom(clock.seed()).next())
  const target = chosen && (await versionTarget(catalog, machine, chosen.version))
  return target && { ...target, alias: qualifier }
}

/** The route of a number between 0 and 1, of which each route has the part that its weight says. */
export function chooseRoute(routes: readonly AliasRoute[], random: number): AliasRoute | undefined {
  let rest = random * 100
  return routes.find(({ weight }) => (rest -= weight) < 0)
}

async function versionTarget(
  catalog: EngineCatalog,
  machine: MachineRecord,
  number: VersionNumber,
): Promise<StartTarget | undefined> {
  const version = await catalog.versions.version(machine, number)
  const revision = version && (await catalog.revision(version.revision))
  return revision && { machine: { ...machine, revision }, version: number }
}

/** The members of an execution's row that say what it was started by. */
export function startedByOf({ version, alias }: StartTarget): Pick<StartTarget, 'version' | 'alias'> {
  return { ...(version !== undefined && { version }), ...(alias !== undefined && { alias }) }
}
