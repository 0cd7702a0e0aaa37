import { qualifiedArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import {
  ConflictException,
  ReferencedResourceNotFound,
  ServiceQuotaExceededException,
  StateMachineDeleting,
} from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { readRouting } from '../routing.ts'
import * as shape from '../shapes.ts'

/** Idempotent over name, description and routing. */
export const createStateMachineAlias = defineOperation({
  name: 'CreateStateMachineAlias',
  access: 'administer',
  resource: ({ routingConfiguration }) => routingConfiguration[0]?.stateMachineVersionArn,
  request: request(
    { name: shape.aliasName, routingConfiguration: shape.routingConfiguration },
    { description: shape.versionDescription },
  ),
  async run({ name, description, routingConfiguration }, { engine }) {
    const routing = readRouting(routingConfiguration)
    const created = await engine.catalog.aliases.create({
      ...routing,
      name,
      ...(description === undefined ? {} : { description }),
    })
    const arn = qualifiedArn(routing, routing.stateMachineName, name)
    if ('alias' in created)
      return { stateMachineAliasArn: arn, creationDate: epochSeconds(created.alias.createdAt) }
    switch (created.refused) {
      case 'unknown-state-machine':
        throw new ReferencedResourceNotFound(routingConfiguration[0]!.stateMachineVersionArn)
      case 'unknown-version':
        throw new ReferencedResourceNotFound(qualifiedArn(routing, routing.stateMachineName, created.version))
      case 'deleting':
        throw new StateMachineDeleting(arn)
      case 'exists':
        throw new ConflictException(
          'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
        )
      case 'too-many-aliases':
        throw new ServiceQuotaExceededException(
          `The state machine of '${arn}' has as many aliases as a state machine may have. Delete some with DeleteStateMachineAlias.`,
        )
    }
  },
})
