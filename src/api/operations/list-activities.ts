import { activityArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import { defineOperation, request } from '../operation.ts'
import { readPage } from '../paging.ts'
import * as shape from '../shapes.ts'

/** The caller's activities, by name. */
export const listActivities = defineOperation({
  name: 'ListActivities',
  access: 'read',
  request: request({}, { maxResults: shape.pageSize, nextToken: shape.pageToken }),
  async run(wanted, call) {
    const { account, region } = call.caller
    const at = { account, region }
    const { items, nextToken } = await readPage(call, wanted, {
      scope: ['ListActivities', at],
      load: (after: string | undefined, limit) => call.engine.catalog.activities(at, after, limit),
      positionOf: (activity) => activity.name,
    })
    return {
      activities: items.map((activity) => ({
        activityArn: activityArn(at, activity.name),
        name: activity.name,
        creationDate: epochSeconds(activity.createdAt),
      })),
      nextToken,
    }
  },
})
