import { activityArn } from '#base'
import { writeActivityConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { ActivityAlreadyExists, ActivityLimitExceeded, KmsAccessDeniedException } from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { checkName } from '../resource-name.ts'
import * as shape from '../shapes.ts'
import { addTags } from '../tag-list.ts'

/** Idempotent by name; the tags of a repeat are ignored. */
export const createActivity = defineOperation({
  name: 'CreateActivity',
  access: 'administer',
  request: request(
    { name: shape.name },
    { tags: shape.tags, encryptionConfiguration: shape.encryptionConfiguration },
  ),
  async run(wanted, { engine, caller }) {
    checkName(wanted.name)
    const arn = activityArn(caller, wanted.name)
    const created = await engine.catalog.createActivity({
      account: caller.account,
      region: caller.region,
      name: wanted.name,
      configuration: writeActivityConfiguration(wanted.encryptionConfiguration),
      ...(wanted.tags ? { tags: addTags({}, wanted.tags, arn) } : {}),
    })
    if ('refused' in created) {
      if (created.refused === 'unknown-kms-key') throw new KmsAccessDeniedException(created.kmsKeyId)
      if (created.refused === 'too-many') throw new ActivityLimitExceeded()
      throw new ActivityAlreadyExists(arn)
    }
    return { activityArn: arn, creationDate: epochSeconds(created.activity.createdAt) }
  },
})
