import { findTagged } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { listTags } from '../tag-list.ts'

export const listTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  access: 'read',
  resource: 'resourceArn',
  request: request({ resourceArn: shape.arn }, {}),
  async run({ resourceArn }, call) {
    const arn = await findTagged(resourceArn, call)
    return { tags: listTags(await call.engine.catalog.tags(arn)) }
  },
})
