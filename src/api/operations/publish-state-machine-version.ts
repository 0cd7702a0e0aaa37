import { qualifiedArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import { StateMachineDoesNotExist } from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { readStateMachineArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'
import { publishRefusal } from '../version-refusal.ts'

/** Publishes the current revision as a version; a revision that has one keeps it. */
export const publishStateMachineVersion = defineOperation({
  name: 'PublishStateMachineVersion',
  access: 'administer',
  resource: 'stateMachineArn',
  request: request(
    { stateMachineArn: shape.arn },
    { revisionId: { type: 'string' }, description: shape.versionDescription },
  ),
  async run({ stateMachineArn, revisionId, description }, { engine }) {
    const { account, region, name, qualifier } = readStateMachineArn(stateMachineArn)
    if (qualifier !== undefined) throw new StateMachineDoesNotExist(stateMachineArn)
    const published = await engine.catalog.versions.publish({
      account,
      region,
      stateMachineName: name,
      ...(revisionId === undefined ? {} : { revisionId }),
      ...(description === undefined ? {} : { description }),
    })
    if ('refused' in published) throw publishRefusal(published, stateMachineArn)
    const { version } = published
    return {
      creationDate: epochSeconds(version.createdAt),
      stateMachineVersionArn: qualifiedArn({ account, region }, name, version.number),
    }
  },
})
