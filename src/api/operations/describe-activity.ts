import { activityArn } from '#base'
import { readActivityConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { findActivity } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'

export const describeActivity = defineOperation({
  name: 'DescribeActivity',
  access: 'read',
  resource: 'activityArn',
  request: request({ activityArn: shape.arn }, {}),
  async run(wanted, call) {
    const activity = await findActivity(wanted.activityArn, call)
    return {
      activityArn: activityArn(activity, activity.name),
      name: activity.name,
      creationDate: epochSeconds(activity.createdAt),
      ...readActivityConfiguration(activity.configuration),
    }
  },
})
