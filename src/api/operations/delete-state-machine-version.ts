import { ConflictException } from '../errors.ts'
import { defineOperation, request } from '../operation.ts'
import { readVersionArn } from '../resource-arn.ts'
import * as shape from '../shapes.ts'

/** Deleting what is not there succeeds. Executions of the version go on, and its number is not used again. */
export const deleteStateMachineVersion = defineOperation({
  name: 'DeleteStateMachineVersion',
  access: 'administer',
  resource: 'stateMachineVersionArn',
  request: request({ stateMachineVersionArn: shape.longArn }, {}),
  async run({ stateMachineVersionArn }, { engine }) {
    const deleted = await engine.catalog.versions.delete(readVersionArn(stateMachineVersionArn))
    if (deleted === 'done') return {}
    throw new ConflictException(
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${deleted.aliases.join(', ')}]`,
    )
  },
})
