import { childRedrive, executionArnOf, executionNameOf, parentMapRunArnOf, stateMachineArnOf } from '#engine'
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
    return {
      executionArn: executionArnOf(execution),
      stateMachineArn: stateMachineArnOf(execution),
      name: executionNameOf(execution),
      status: execution.status,
      startDate: epochSeconds(execution.startedAt),
      stopDate: epochSeconds(execution.stoppedAt),
      ...data(execution, wanted.includedData !== 'METADATA_ONLY'),
      traceHeader: execution.traceHeader,
      mapRunArn: parentMapRunArnOf(execution),
      ...redrive(execution),
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

// Texts of AWS; an execution that has failed could be redriven there.
function redrive({ status, mapRun }: ExecutionRecord): Response {
  if (mapRun) return { redriveCount: 0, ...childRedrive(status) }
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveCount: 0, redriveStatus: 'REDRIVABLE' }
  return {
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${status} and cannot be redriven`,
  }
}
