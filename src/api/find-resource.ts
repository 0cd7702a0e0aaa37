/** Finds what an ARN in a request names, or throws AWS's error for what is not there. */
import { stateMachineArn, versionNumberOf } from '#base'
import { mapLabels, type MapRunDescription } from '#engine'
import type { ActivityRecord, AliasRecord, ExecutionRecord, MachineRecord, VersionRecord } from '#store'
import {
  ActivityDoesNotExist,
  ExecutionDoesNotExist,
  ReferencedResourceNotFound,
  ResourceNotFound,
  StateMachineDoesNotExist,
} from './errors.ts'
import type { Call } from './operation.ts'
import {
  checkExecutionArn,
  checkMapRunArn,
  checkReadableArn,
  readActivityArn,
  readAliasArn,
  readAnyStateMachineArn,
  readStateMachineArn,
  readTaggedArn,
} from './resource-arn.ts'

/** Throws InvalidArn or StateMachineDoesNotExist; the latter also for every version and alias. */
export async function findMachine(arn: string, { engine }: Call): Promise<MachineRecord> {
  const { qualifier, ...named } = readStateMachineArn(arn)
  const machine = qualifier === undefined ? await engine.catalog.machine(named, named.name) : undefined
  if (!machine) throw new StateMachineDoesNotExist(arn)
  return machine
}

/** A state machine, with the version or alias where the ARN names one. */
export interface QualifiedMachine {
  readonly machine: MachineRecord
  readonly version?: VersionRecord
  readonly alias?: AliasRecord
}

/** Throws InvalidArn or StateMachineDoesNotExist; the latter also where there is no such version or alias. */
export async function findQualified(arn: string, { engine }: Call): Promise<QualifiedMachine> {
  const { qualifier, ...named } = readStateMachineArn(arn)
  const { catalog } = engine
  const machine = await catalog.machine(named, named.name)
  if (machine && qualifier === undefined) return { machine }
  if (machine && qualifier !== undefined) {
    const number = versionNumberOf(qualifier)
    const version = number === undefined ? undefined : await catalog.versions.version(machine, number)
    if (version) return { machine, version }
    const alias = await catalog.aliases.alias(machine, qualifier)
    if (alias) return { machine, alias }
  }
  throw new StateMachineDoesNotExist(arn)
}

/** Throws InvalidArn or ResourceNotFound. */
export async function findAlias(
  arn: string,
  { engine: { catalog } }: Call,
): Promise<{ readonly machine: MachineRecord; readonly alias: AliasRecord }> {
  const { stateMachineName, name, ...at } = readAliasArn(arn)
  const machine = await catalog.machine(at, stateMachineName)
  const alias = machine && (await catalog.aliases.alias(machine, name))
  if (!alias) throw new ReferencedResourceNotFound(arn)
  return { machine, alias }
}

/** A machine, by its own ARN, by that of a version or by that of one of its Distributed Maps. Throws as `findQualified`. */
export async function findDescribedMachine(
  arn: string,
  call: Call,
): Promise<{ readonly machine: MachineRecord; readonly label?: string; readonly version?: VersionRecord }> {
  const { label, ...named } = readAnyStateMachineArn(arn)
  const { catalog } = call.engine
  if (label === undefined) {
    const { machine, version, alias } = await findQualified(arn, call)
    if (alias) throw new StateMachineDoesNotExist(arn)
    return { machine, ...(version && { version }) }
  }
  const machine = await catalog.machine(named, named.name)
  if (
    !machine ||
    !mapLabels(catalog.compiled(machine.revision), stateMachineArn(named, named.name)).has(label)
  )
    throw new StateMachineDoesNotExist(arn)
  return { machine, label }
}

/** Throws InvalidArn or ResourceNotFound. */
export async function findMapRun(arn: string, { engine }: Call): Promise<MapRunDescription> {
  const mapRun = await engine.mapRun(checkMapRunArn(arn))
  if (!mapRun) throw new ResourceNotFound(arn)
  return mapRun
}

/** Also an Express child of a Map Run. Throws InvalidArn or ExecutionDoesNotExist. */
export async function findReadableExecution(arn: string, { engine }: Call): Promise<ExecutionRecord> {
  const execution = await engine.execution(checkReadableArn(arn))
  if (!execution) throw new ExecutionDoesNotExist(arn)
  return execution
}

/** Throws InvalidArn or ExecutionDoesNotExist. */
export async function findExecution(arn: string, { engine }: Call): Promise<ExecutionRecord> {
  const execution = await engine.execution(checkExecutionArn(arn))
  if (!execution) throw new ExecutionDoesNotExist(arn)
  return execution
}

/** Throws InvalidArn or ActivityDoesNotExist. */
export async function findActivity(arn: string, { engine }: Call): Promise<ActivityRecord> {
  const named = readActivityArn(arn)
  const activity = await engine.catalog.activity(named, named.name)
  if (!activity) throw new ActivityDoesNotExist(arn)
  return activity
}

/** The ARN of a state machine or activity that is there. Throws InvalidArn or ResourceNotFound. */
export async function findTagged(arn: string, { engine: { catalog } }: Call): Promise<string> {
  const named = readTaggedArn(arn)
  const found =
    named.kind === 'activity'
      ? await catalog.activity(named, named.name)
      : named.qualifier === undefined && (await catalog.machine(named, named.name))
  if (!found) throw new ResourceNotFound(arn)
  return arn
}
