/** AWS::StepFunctions::Activity: created where the server has none of the name; only its tags can change. */
import { resourceValues } from './resource-values.ts'
import { describe, missingTags, tagList, tagsOf } from './server-state.ts'
import type { Planner } from './step.ts'
import { wireNames } from './wire-names.ts'

export const planActivity: Planner = async ({ resource, properties, stack, api }) => {
  const name = properties.text('Name')
  const values = resourceValues({ ...resource, name, stackName: stack.source.name, at: stack.scope.at })
  const activityArn = values.reference
  const encryption = properties.object('EncryptionConfiguration')
  const there = await describe(api, 'DescribeActivity', {
    input: { activityArn },
    missing: ['ActivityDoesNotExist'],
  })
  const tags = missingTags(properties.tags(), there ? await tagsOf(api, activityArn) : {})
  const changes = Object.entries(tags).map(([key, value]) => `tag ${key}=${value}`)
  return {
    id: resource.id,
    kind: 'activity',
    name: String(values.attributes['Name']),
    action: !there ? 'create' : changes.length > 0 ? 'update' : 'unchanged',
    changes,
    notes: [],
    values,
    async apply() {
      const encryptionConfiguration = encryption && wireNames(encryption)
      if (!there)
        await api.send('CreateActivity', {
          name: values.attributes['Name'],
          tags: tagList(tags),
          ...(encryptionConfiguration === undefined ? {} : { encryptionConfiguration }),
        })
      else if (changes.length > 0)
        await api.send('TagResource', { resourceArn: activityArn, tags: tagList(tags) })
      return values
    },
  }
}
