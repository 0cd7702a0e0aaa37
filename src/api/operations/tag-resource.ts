import { findTagged } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { addTags } from '../tag-list.ts'

/** Adds tags; the value of a key that is there is replaced. */
export const tagResource = defineOperation({
  name: 'TagResource',
  access: 'administer',
  resource: 'resourceArn',
  request: request({ resourceArn: shape.arn, tags: shape.tags }, {}),
  async run({ resourceArn, tags }, call) {
    const arn = await findTagged(resourceArn, call)
    const { catalog } = call.engine
    await catalog.putTags(arn, addTags(await catalog.tags(arn), tags, arn))
    return {}
  },
})
