import { unreachable } from '#base'
import type { TaskReply } from '#engine'
import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from './errors.ts'
import type { Response } from './operation.ts'

/** The response to a task's result or heartbeat, or AWS's error. */
export function answerTask(reply: TaskReply): Response {
  switch (reply) {
    case 'done':
      return {}
    case 'invalid-token':
      throw new InvalidToken()
    case 'unknown-task':
      throw new TaskDoesNotExist()
    case 'timed-out':
      throw new TaskTimedOut()
    default:
      return unreachable(reply)
  }
}
