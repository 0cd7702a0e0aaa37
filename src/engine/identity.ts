/** Who an execution is, from its row and the revision that it runs. */
import { executionArn, Payload, stateMachineArn } from '#base'
import type { Identity } from '#interpreter'
import type { RevisionRecord } from '#store'
import type { RunningRecord } from './live-execution.ts'

export function identityOf(record: RunningRecord, revision: RevisionRecord): Identity {
  return {
    id: record.id,
    executionArn: executionArn(record, record.machineName, record.name),
    name: record.name,
    stateMachineArn: stateMachineArn(record, record.machineName),
    stateMachineName: record.machineName,
    account: record.account,
    region: record.region,
    roleArn: revision.roleArn,
    startedAt: record.startedAt,
    input: Payload.fromText(record.input),
  }
}
