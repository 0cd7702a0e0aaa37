/** Who an execution is, from its row and the revision that it runs. */
import { Payload } from '#base'
import type { Identity } from '#interpreter'
import type { RevisionRecord } from '#store'
import {
  executionArnOf,
  executionNameOf,
  stateMachineAliasArnOf,
  stateMachineArnOf,
  stateMachineVersionArnOf,
} from './execution-arns.ts'
import type { RunningRecord } from './live-execution.ts'

export function identityOf(record: RunningRecord, revision: RevisionRecord): Identity {
  return {
    id: record.id,
    executionArn: executionArnOf(record),
    name: executionNameOf(record),
    stateMachineArn: stateMachineArnOf(record),
    stateMachineName: record.machineName,
    account: record.account,
    region: record.region,
    roleArn: revision.roleArn,
    startedAt: record.startedAt,
    input: Payload.fromText(record.input),
    ...(record.redrive && { redrive: record.redrive }),
    ...(revision.kmsKeyId !== undefined && { hasOwnKey: true }),
    ...startedBy(record),
  }
}

function startedBy(record: RunningRecord): Pick<Identity, 'startedBy'> {
  const stateMachineVersionArn = stateMachineVersionArnOf(record)
  if (stateMachineVersionArn === undefined) return {}
  const stateMachineAliasArn = stateMachineAliasArnOf(record)
  return {
    startedBy: {
      ...(stateMachineAliasArn !== undefined && { stateMachineAliasArn }),
      stateMachineVersionArn,
    },
  }
}
