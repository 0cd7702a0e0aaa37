import { defineOperation, request } from '../operation.ts'
import { readStateMachineArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'

/** Deleting what is not there succeeds, as it does for every version and alias while there are none. */
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
