import { defineOperation, request } from '../../operation.ts'
import * as shape from '../event-shapes.ts'
import { eventTags } from '../event-tags.ts'

/** The tags of a rule or an event bus. Throws ResourceNotFoundException. */
export const listTagsForEventResource = defineOperation({
  name: 'ListTagsForResource',
  access: 'read',
  request: request({ ResourceARN: shape.arn }, {}),
  resource: 'ResourceARN',
  async run({ ResourceARN: arn }, call) {
    const tags = await eventTags(call, arn)
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
  },
})
