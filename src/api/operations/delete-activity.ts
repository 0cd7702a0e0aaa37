import { defineOperation, request } from '../operation.ts'
import { readActivityArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'

/** Deleting what is not there succeeds. */
export const deleteActivity = defineOperation({
  name: 'DeleteActivity',
  access: 'administer',
  resource: 'activityArn',
  request: request({ activityArn: shape.arn }, {}),
  async run({ activityArn }, { engine }) {
    const named = readActivityArn(activityArn)
    await engine.catalog.deleteActivity(named, named.name)
    return {}
  },
})
