import { defineOperation, request } from '../../operation.ts'
import * as shape from '../event-shapes.ts'
import { putEventTags } from '../event-tags.ts'

/** Adds tags to a rule or an event bus. Throws ResourceNotFoundException. */
export const tagEventResource = defineOperation({
  name: 'TagResource',
  access: 'administer',
  request: request({ ResourceARN: shape.arn, Tags: shape.tags }, {}),
  resource: 'ResourceARN',
  async run({ ResourceARN: arn, Tags: tags }, call) {
    await putEventTags(call, arn, tags)
    return {}
  },
})
