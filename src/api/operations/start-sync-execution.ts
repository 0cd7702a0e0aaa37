import type { SyncExecution } from '#engine'
import { stateMachineArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import { defineOperation, request, type Response } from '../operation.ts'
import * as shape from '../shapes.ts'
import { readStart, startRefusal } from '../start-request.ts'

/** AWS bills in steps of this length and memory; figures that tools read, without a price here. */
const billedStepMs = 100
const billedMemoryMegabytes = 64

/**
 * Answered with the end of an Express execution, well or not. A client that is gone does not end it. Clients of AWS's
 * SDKs put `sync-` before the host's name unless they are told not to.
 */
export const startSyncExecution = defineOperation({
  name: 'StartSyncExecution',
  access: 'operate',
  resource: 'stateMachineArn',
  request: request(
    { stateMachineArn: shape.arn },
    {
      name: shape.name,
      input: shape.payload,
      traceHeader: shape.traceHeader,
      includedData: shape.includedData,
    },
  ),
  async run(wanted, call) {
    const start = readStart(wanted, call)
    const execution = await call.engine.startSync(start, call.over)
    if ('refused' in execution) throw startRefusal(execution.refused, wanted)
    const { executionArn, name, startedAt, ended } = execution
    return {
      executionArn,
      stateMachineArn: stateMachineArn(start, start.stateMachineName),
      name,
      startDate: epochSeconds(startedAt),
      stopDate: epochSeconds(ended.at),
      status: ended.status,
      error: ended.error,
      cause: ended.cause,
      ...data(start.input, ended, wanted.includedData !== 'METADATA_ONLY'),
      traceHeader: start.traceHeader,
      billingDetails: {
        billedMemoryUsedInMB: billedMemoryMegabytes,
        billedDurationInMilliseconds: billedMs(ended.at - startedAt),
      },
    }
  },
})

/** The details of the output are there even where it is not (feature map §8, 29). */
function data(input: string, { output }: SyncExecution['ended'], included: boolean): Response {
  const details = { inputDetails: { included }, outputDetails: { included } }
  return included ? { input, output: output?.text, ...details } : details
}

function billedMs(ms: number): number {
  return Math.max(1, Math.ceil(ms / billedStepMs)) * billedStepMs
}
