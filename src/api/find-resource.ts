/** Finds what an ARN in a request names, or throws AWS's error for what is not there. */
import type { ActivityRecord, ExecutionRecord, MachineRecord } from '#store'
import {
  ActivityDoesNotExist,
  ExecutionDoesNotExist,
  ResourceNotFound,
  StateMachineDoesNotExist,
} from './errors.ts'
import type { Call } from './operation.ts'
import { checkExecutionArn, readActivityArn, readStateMachineArn, readTaggedArn } from './resource-arn.ts'

/** Throws InvalidArn or StateMachineDoesNotExist; the latter for every version and alias, for there are none yet. */
export async function findMachine(arn: string, { engine }: Call): Promise<MachineRecord> {
  const { qualifier, ...named } = readStateMachineArn(arn)
  const machine = qualifier === undefined ? await engine.catalog.machine(named, named.name) : undefined
  if (!machine) throw new StateMachineDoesNotExist(arn)
  return machine
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
