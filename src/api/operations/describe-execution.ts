import {
  executionArnOf,
  executionNameOf,
  parentMapRunArnOf,
  stateMachineAliasArnOf,
  stateMachineArnOf,
  stateMachineVersionArnOf,
  type RedriveStatus,
} from '#engine'
import type { ExecutionRecord } from '#store'
import { epochSeconds } from '../epoch-seconds.ts'
import { findReadableExecution } from '../find-resource.ts'
import { defineOperation, request, type Response } from '../operation.ts'
import * as shape from '../shapes.ts'

export const describeExecution = defineOperation({
  name: 'DescribeExecution',
  access: 'read',
  resource: 'executionArn',
  request: request({ executionArn: shape.arn }, { includedData: shape.includedData }),
  async run(wanted, call) {
    const execution = await findReadableExecution(wanted.executionArn, call)
    const redrive = await call.engine.redriveStatus(execution)
    return {
      executionArn: executionArnOf(execution),
      stateMachineArn: stateMachineArnOf(execution),
      name: executionNameOf(execution),
      status: redrive.isPending ? 'PENDING_REDRIVE' : execution.status,
      startDate: epochSeconds(execution.startedAt),
      stopDate: epochSeconds(execution.stoppedAt),
      ...data(execution, wanted.includedData !== 'METADATA_ONLY'),
      traceHeader: execution.traceHeader,
      mapRunArn: parentMapRunArnOf(execution),
      stateMachineVersionArn: stateMachineVersionArnOf(execution),
      stateMachineAliasArn: stateMachineAliasArnOf(execution),
      ...redriveOf(execution, redrive),
    }
  },
})

function data(execution: ExecutionRecord, included: boolean): Response {
  const { input, output, error, cause } = execution
  const details = { included }
  const outputDetails = output === undefined ? {} : { outputDetails: details }
  return included
    ? { input, inputDetails: details, output, ...outputDetails, error, cause }
    : { inputDetails: details, ...outputDetails }
}

function redriveOf({ redrive }: ExecutionRecord, status: RedriveStatus): Response {
  const { redriveStatus, redriveStatusReason } = status
  return {
    redriveCount: redrive?.count ?? 0,
    redriveDate: epochSeconds(redrive?.at),
    redriveStatus,
    redriveStatusReason,
  }
}
