/**
 * A change of an execution's status as EventBridge's event (feature map §5.8).
 *
 * 1. The id follows from the change, so an event that is delivered twice has one id.
 */
import { utf8Length } from '#base'
import type { StatusChange } from '#engine'
import type { BusEvent } from '../events/bus-event.ts'
import { uuidOf } from '../events/uuid-of.ts'

export const statusSource = 'aws.states'
export const statusDetailType = 'Step Functions Execution Status Change'

/** Input and output together have so many bytes at most: 248 KiB, as on AWS. */
const dataBytesMax = 248 * 1024

export function statusEvent(change: StatusChange): BusEvent {
  const { identity, at } = change
  const { account, region, executionArn } = identity
  return {
    id: eventId(change),
    source: statusSource,
    detailType: statusDetailType,
    account,
    region,
    time: at,
    resources: [executionArn],
    detail: JSON.stringify(detailOf(change)),
  }
}

/** An execution has each status once between two redrives. */
function eventId(change: StatusChange): string {
  const { executionArn, startedAt, redrive } = change.identity
  const parts = [executionArn, startedAt, redrive?.count ?? 0, statusOf(change)]
  return uuidOf(JSON.stringify(parts))
}

function statusOf({ ended }: StatusChange): string {
  return ended?.status ?? 'RUNNING'
}

function detailOf(change: StatusChange): object {
  const { identity, ended } = change
  const { executionArn, stateMachineArn, name, startedAt } = identity
  return {
    executionArn,
    stateMachineArn,
    name,
    status: statusOf(change),
    startDate: startedAt,
    stopDate: ended?.stoppedAt ?? null,
    ...dataMembers(change),
    ...startedByMembers(change),
    ...redriveMembers(change),
    error: ended?.error ?? null,
    cause: withholdsData(change) ? null : (ended?.cause ?? null),
  }
}

/** A state machine with a key of its own keeps its data to itself, as on AWS. */
function withholdsData({ identity }: StatusChange): boolean {
  return identity.hasOwnKey === true
}

function dataMembers(change: StatusChange): object {
  const { identity, ended } = change
  const data: Data = withholdsData(change) ? {} : dataOf(identity.input.text, ended?.output)
  return {
    input: data.input ?? null,
    inputDetails: { included: data.input !== undefined },
    output: data.output ?? null,
    outputDetails: ended?.output === undefined ? null : { included: data.output !== undefined },
  }
}

function startedByMembers({ identity: { startedBy } }: StatusChange): object {
  return {
    stateMachineVersionArn: startedBy?.stateMachineVersionArn ?? null,
    stateMachineAliasArn: startedBy?.stateMachineAliasArn ?? null,
  }
}

function redriveMembers(change: StatusChange): object {
  const { redrive } = change.identity
  return {
    redriveCount: redrive?.count ?? 0,
    redriveDate: redrive?.at ?? null,
    ...redriveStatusOf(change),
  }
}

interface Data {
  readonly input?: string
  readonly output?: string
}

/** The input is left out where both are too long together, the output where it alone is. */
function dataOf(input: string, output: string | undefined): Data {
  const inputBytes = utf8Length(input)
  const outputBytes = output === undefined ? 0 : utf8Length(output)
  return {
    ...(inputBytes + outputBytes <= dataBytesMax && { input }),
    ...(output !== undefined && outputBytes <= dataBytesMax && { output }),
  }
}

function redriveStatusOf(change: StatusChange): object {
  const { type, isChild, ended } = change
  if (type === 'EXPRESS') return { redriveStatus: null, redriveStatusReason: null }
  if (ended && ended.status !== 'SUCCEEDED')
    return { redriveStatus: isChild ? 'REDRIVABLE_BY_MAP_RUN' : 'REDRIVABLE', redriveStatusReason: null }
  return {
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${statusOf(change)} and cannot be redriven`,
  }
}
