import { qualifiedArn, stateMachineArn } from '#base'
import { formatForAws } from '#asl'
import { writeConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import {
  InvalidDefinition,
  KmsAccessDeniedException,
  StateMachineAlreadyExists,
  StateMachineDeleting,
  StateMachineLimitExceeded,
} from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { readPublish } from '../publish-request.ts'
import { checkRoleArn } from '../resource-arn.ts'
import { checkName } from '../resource-name.ts'
import * as shape from '../shapes.ts'
import { addTags } from '../tag-list.ts'

/** Idempotent over name, definition text, type, configuration and version; the first role and tags stay. */
export const createStateMachine = defineOperation({
  name: 'CreateStateMachine',
  access: 'administer',
  request: request(
    { name: shape.name, definition: shape.definition, roleArn: shape.arn },
    {
      type: shape.stateMachineType,
      loggingConfiguration: shape.loggingConfiguration,
      tags: shape.tags,
      tracingConfiguration: shape.tracingConfiguration,
      publish: shape.boolean,
      versionDescription: shape.versionDescription,
      encryptionConfiguration: shape.encryptionConfiguration,
    },
  ),
  async run(wanted, { engine, caller }) {
    checkName(wanted.name)
    checkRoleArn(wanted.roleArn)
    const publish = readPublish(wanted)
    const type = wanted.type ?? 'STANDARD'
    const arn = stateMachineArn(caller, wanted.name)
    const created = await engine.catalog.createMachine({
      account: caller.account,
      region: caller.region,
      name: wanted.name,
      definition: wanted.definition,
      roleArn: wanted.roleArn,
      type,
      configuration: writeConfiguration(wanted),
      ...publish,
      ...(wanted.tags ? { tags: addTags({}, wanted.tags, arn) } : {}),
    })
    if (!('refused' in created)) {
      const { machine, version } = created
      return {
        stateMachineArn: arn,
        creationDate: epochSeconds(machine.createdAt),
        stateMachineVersionArn: version && qualifiedArn(caller, wanted.name, version.number),
      }
    }
    switch (created.refused) {
      case 'invalid-definition':
        throw new InvalidDefinition(formatForAws(created.diagnostics))
      case 'exists':
        throw new StateMachineAlreadyExists(arn)
      case 'too-many':
        throw new StateMachineLimitExceeded()
      case 'deleting':
        throw new StateMachineDeleting(arn)
      case 'unknown-kms-key':
        throw new KmsAccessDeniedException(created.kmsKeyId)
    }
  },
})
