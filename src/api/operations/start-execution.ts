import { epochSeconds } from '../epoch-seconds.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { readStart, startRefusal } from '../start-request.ts'

/**
 * Answered once the execution is durable; a repeat with the same name and input gives the one that runs. Each start of
 * an Express state machine begins another execution, whatever its name.
 */
export const startExecution = defineOperation({
  name: 'StartExecution',
  access: 'operate',
  resource: 'stateMachineArn',
  request: request(
    { stateMachineArn: shape.arn },
    { name: shape.name, input: shape.payload, traceHeader: shape.traceHeader },
  ),
  async run(wanted, call) {
    const started = await call.engine.start(readStart(wanted, call))
    if ('refused' in started) throw startRefusal(started.refused, wanted)
    return { executionArn: started.executionArn, startDate: epochSeconds(started.startedAt) }
  },
})
