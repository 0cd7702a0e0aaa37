/** The context object (`$$`): what a state may know of its execution (feature map §2.7). */
import { formatInstant, type Json, type JsonObject } from '#base'
import type { State } from '#asl'
import type { Evaluated } from './evaluated.ts'
import type { Identity } from './execution.ts'
import type { Frame, MapItem } from './frame.ts'

export type ContextSource = Omit<Evaluated, 'result' | 'errorOutput'> & { readonly identity: Identity }

const canRetry: ReadonlySet<State['type']> = new Set(['Task', 'Parallel', 'Map'])

export function contextObject(source: ContextSource): Json {
  const { identity, frame, state, taskToken } = source
  const item = source.item ?? frame.visit.place.item
  return {
    Execution: {
      Id: identity.executionArn,
      Input: identity.input.value,
      Name: identity.name,
      // Only a state that is tested may be without a role.
      RoleArn: identity.roleArn === '' ? null : identity.roleArn,
      StartTime: formatInstant(identity.startedAt),
      ...redriveOf(identity),
    },
    State: {
      EnteredTime: formatInstant(frame.visit.enteredAt),
      Name: state.name,
      ...(canRetry.has(state.type) && { RetryCount: retryCount(frame) }),
    },
    StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
    ...(taskToken !== undefined && { Task: { Token: taskToken } }),
    ...(item && { Map: { Item: itemObject(item) } }),
  }
}

/** There is no redrive of what somebody waits for. */
function redriveOf({ redrive, synchronous }: Identity): JsonObject {
  if (synchronous) return {}
  if (!redrive) return { RedriveCount: 0 }
  return { RedriveCount: redrive.count, RedriveTime: formatInstant(redrive.at) }
}

function itemObject({ index, value, key, source }: MapItem): Json {
  return {
    Index: index,
    ...(key !== undefined && { Key: key }),
    Value: value.value,
    ...(source !== undefined && { Source: source }),
  }
}

function retryCount(frame: Frame): number {
  return (frame.retries ?? []).reduce((sum, count) => sum + count, 0)
}
