import { epochSeconds } from '../epoch-seconds.ts'
import { ExecutionDoesNotExist, ExecutionLimitExceeded, ExecutionNotRedrivable } from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { checkExecutionArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'

/** Lets an execution that has ended without success go on from what did not succeed. */
export const redriveExecution = defineOperation({
  name: 'RedriveExecution',
  access: 'operate',
  resource: 'executionArn',
  request: request({ executionArn: shape.arn }, { clientToken: shape.clientToken }),
  async run(wanted, { engine }) {
    checkExecutionArn(wanted.executionArn)
    const redriven = await engine.redrive(wanted)
    if (!('refused' in redriven)) return { redriveDate: epochSeconds(redriven.redrivenAt) }
    if (redriven.refused === 'unknown-execution') throw new ExecutionDoesNotExist(wanted.executionArn)
    if (redriven.refused === 'too-many-open') throw new ExecutionLimitExceeded()
    throw new ExecutionNotRedrivable(redriven.reason)
  },
})
