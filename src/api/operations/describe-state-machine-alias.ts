import { qualifiedArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import { findAlias } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import { showRouting } from '../routing.ts'
import * as shape from '../shapes.ts'

export const describeStateMachineAlias = defineOperation({
  name: 'DescribeStateMachineAlias',
  access: 'read',
  resource: 'stateMachineAliasArn',
  request: request({ stateMachineAliasArn: shape.arn }, {}),
  async run({ stateMachineAliasArn }, call) {
    const { machine, alias } = await findAlias(stateMachineAliasArn, call)
    return {
      stateMachineAliasArn: qualifiedArn(machine, machine.name, alias.name),
      name: alias.name,
      description: alias.description,
      routingConfiguration: showRouting(alias.routes, machine),
      creationDate: epochSeconds(alias.createdAt),
      updateDate: epochSeconds(alias.updatedAt),
    }
  },
})
