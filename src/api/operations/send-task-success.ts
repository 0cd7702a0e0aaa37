import { InvalidOutput } from '../errors.ts'
import { jsonFault } from '../json-fault.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { answerTask } from '../task-reply.ts'

export const sendTaskSuccess = defineOperation({
  name: 'SendTaskSuccess',
  access: 'operate',
  request: request({ taskToken: shape.taskToken, output: shape.payload }, {}),
  async run({ taskToken, output }, { engine }) {
    const fault = jsonFault(output, 'Invalid output.')
    if (fault !== undefined) throw new InvalidOutput(fault)
    return answerTask(await engine.completeTask({ taskToken, result: { output } }))
  },
})
