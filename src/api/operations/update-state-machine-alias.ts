import { qualifiedArn } from '#base'
import { ValidationException } from '../common-errors.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { ReferencedResourceNotFound, StateMachineDeleting } from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { readAliasArn } from '../resource-arn.ts'
import { checkSameMachine, readRouting } from '../routing.ts'
import * as shape from '../shapes.ts'

/** Starts that are asked for after the answer go the new way; an update that changes nothing keeps its date. */
export const updateStateMachineAlias = defineOperation({
  name: 'UpdateStateMachineAlias',
  access: 'administer',
  resource: 'stateMachineAliasArn',
  request: request(
    { stateMachineAliasArn: shape.arn },
    { description: shape.versionDescription, routingConfiguration: shape.routingConfiguration },
  ),
  async run({ stateMachineAliasArn, description, routingConfiguration }, { engine }) {
    const alias = readAliasArn(stateMachineAliasArn)
    if (description === undefined && routingConfiguration === undefined)
      throw new ValidationException(
        'Either the description or the routingConfiguration must be specified',
        'MISSING_REQUIRED_PARAMETER',
      )
    const routing = routingConfiguration && readRouting(routingConfiguration)
    if (routing) checkSameMachine(routing, alias)
    const updated = await engine.catalog.aliases.update({
      ...alias,
      ...(description === undefined ? {} : { description }),
      ...(routing ? { routes: routing.routes } : {}),
    })
    if ('alias' in updated) return { updateDate: epochSeconds(updated.alias.updatedAt) }
    switch (updated.refused) {
      case 'unknown-alias':
        throw new ReferencedResourceNotFound(stateMachineAliasArn)
      case 'unknown-version':
        throw new ReferencedResourceNotFound(qualifiedArn(alias, alias.stateMachineName, updated.version))
      case 'deleting':
        throw new StateMachineDeleting(stateMachineAliasArn)
    }
  },
})
