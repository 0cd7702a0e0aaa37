/** Finds what an ARN in a request names, or throws AWS's error for what is not there. */
import { stateMachineArn } from '#base'
import { mapLabels, type MapRunDescription } from '#engine'
import type { ActivityRecord, ExecutionRecord, MachineRecord } from '#store'
import {
  ActivityDoesNotExist,
  ExecutionDoesNotExist,
  ResourceNotFound,
  StateMachineDoesNotExist,
} from './errors.ts'
import type { Call } from './operation.ts'
import {
  checkExecutionArn,
  checkMapRunArn,
  checkReadableArn,
  readActivityArn,
  readAnyStateMachineArn,
  readStateMachineArn,
  readTaggedArn,
} from './resource-arn.ts'

/** Throws InvalidArn or StateMachineDoesNotExist; the latter for every version and alias, for there are none yet. */
export async function findMachine(arn: string, { engine }: Call): Promise<MachineRecord> {
  const { qualifier, ...named } = readStateMachineArn(arn)
  const machine = qualifier === undefined ? await engine.catalog.machine(named, named.name) : undefined
  if (!machine) throw new StateMachineDoesNotExist(arn)
  return machine
}

/** A machine, by its own ARN or by that of one of its Distributed Maps. Throws as `findMachine`. */
export async function findDescribedMachine(
  arn: string,
  call: Call,
): Promise<{ readonly machine: MachineRecord; readonly label?: string }> {
  const { label, ...named } = readAnyStateMachineArn(arn)
  if (label === undefined) return { machine: await findMachine(arn, call) }
  const { catalog } = call.engine
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
