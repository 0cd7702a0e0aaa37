import { defineOperation, request } from '../../operation.ts'
import { removeTags } from '../../tag-list.ts'
import * as shape from '../event-shapes.ts'
import { eventTags } from '../event-tags.ts'

/** Removes tags from a rule or an event bus. Throws ResourceNotFoundException. */
export const untagEventResource = defineOperation({
  name: 'UntagResource',
  access: 'administer',
  request: request({ ResourceARN: shape.arn, TagKeys: { type: 'list', member: shape.any } }, {}),
  resource: 'ResourceARN',
  async run({ ResourceARN: arn, TagKeys: keys }, call) {
    await call.engine.catalog.putTags(arn, removeTags(await eventTags(call, arn), keys))
    return {}
  },
})
