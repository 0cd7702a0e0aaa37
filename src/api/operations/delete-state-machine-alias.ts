import { defineOperation, request } from '../operation.ts'
import { readAliasArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'

/** Deleting what is not there succeeds. The versions that it led to stay. */
export const deleteStateMachineAlias = defineOperation({
  name: 'DeleteStateMachineAlias',
  access: 'administer',
  resource: 'stateMachineAliasArn',
  request: request({ stateMachineAliasArn: shape.arn }, {}),
  async run({ stateMachineAliasArn }, { engine }) {
    await engine.catalog.aliases.delete(readAliasArn(stateMachineAliasArn))
    return {}
  },
})
