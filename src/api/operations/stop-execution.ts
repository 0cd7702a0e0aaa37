import { epochSeconds } from '../epoch-seconds.ts'
import { ExecutionDoesNotExist } from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { checkExecutionArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'

/** Stopping an execution that has closed gives the moment at which it did. */
export const stopExecution = defineOperation({
  name: 'StopExecution',
  access: 'operate',
  resource: 'executionArn',
  request: request({ executionArn: shape.arn }, { error: shape.error, cause: shape.cause }),
  async run(wanted, { engine }) {
    checkExecutionArn(wanted.executionArn)
    const stopped = await engine.stop(wanted)
    if ('refused' in stopped) throw new ExecutionDoesNotExist(wanted.executionArn)
    return { stopDate: epochSeconds(stopped.stoppedAt) }
  },
})
