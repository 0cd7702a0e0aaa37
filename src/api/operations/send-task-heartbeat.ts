import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { answerTask } from '../task-reply.ts'

export const sendTaskHeartbeat = defineOperation({
  name: 'SendTaskHeartbeat',
  access: 'operate',
  request: request({ taskToken: shape.taskToken }, {}),
  async run({ taskToken }, { engine }) {
    return answerTask(await engine.heartbeat(taskToken))
  },
})
