import { defineOperation, request } from '../operation.ts'
import { readStateMachineArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'

/**
 * Deletes the state machine with its versions and aliases. Deleting what is not there succeeds; the ARN of a version or an
 * alias deletes nothing, for these have operations of their own.
 */
export const deleteStateMachine = defineOperation({
  name: 'DeleteStateMachine',
  access: 'administer',
  resource: 'stateMachineArn',
  request: request({ stateMachineArn: shape.arn }, {}),
  async run({ stateMachineArn }, { engine }) {
    const { qualifier, ...named } = readStateMachineArn(stateMachineArn)
    if (qualifier === undefined) await engine.catalog.deleteMachine(named, named.name)
    return {}
  },
})
