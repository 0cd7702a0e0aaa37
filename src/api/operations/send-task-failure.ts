import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { answerTask } from '../task-reply.ts'

export const sendTaskFailure = defineOperation({
  name: 'SendTaskFailure',
  access: 'operate',
  request: request({ taskToken: shape.taskToken }, { error: shape.error, cause: shape.cause }),
  async run({ taskToken, ...result }, { engine }) {
    return answerTask(await engine.completeTask({ taskToken, result }))
  },
})
