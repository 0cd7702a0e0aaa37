import { findTagged } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { removeTags } from '../tag-list.ts'

/** Removing keys that are not there succeeds. */
export const untagResource = defineOperation({
  name: 'UntagResource',
  access: 'administer',
  resource: 'resourceArn',
  request: request({ resourceArn: shape.arn, tagKeys: shape.tagKeys }, {}),
  async run({ resourceArn, tagKeys }, call) {
    const arn = await findTagged(resourceArn, call)
    const { catalog } = call.engine
    await catalog.putTags(arn, removeTags(await catalog.tags(arn), tagKeys))
    return {}
  },
})
