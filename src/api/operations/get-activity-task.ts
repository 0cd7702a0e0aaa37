import { ActivityWorkerLimitExceeded } from '../errors.ts'
import { findActivity } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'

/** A long poll of up to a minute; a client that is gone, or a server that drains, ends it without a task. */
export const getActivityTask = defineOperation({
  name: 'GetActivityTask',
  access: 'operate',
  resource: 'activityArn',
  request: request({ activityArn: shape.arn }, { workerName: shape.name }),
  async run({ activityArn, workerName }, call) {
    const activity = await findActivity(activityArn, call)
    if (!call.engine.hasRoomForWorker(activity)) throw new ActivityWorkerLimitExceeded()
    const task = await call.engine.pollActivity({
      activity,
      signal: call.gone,
      ...(workerName === undefined ? {} : { workerName }),
    })
    return { taskToken: task?.taskToken, input: task?.input }
  },
})
