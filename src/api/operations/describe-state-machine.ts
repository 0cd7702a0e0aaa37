import { stateMachineArn } from '#base'
import { readConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { findDescribedMachine } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { variableReferences } from '../variable-references.ts'

export const describeStateMachine = defineOperation({
  name: 'DescribeStateMachine',
  access: 'read',
  resource: 'stateMachineArn',
  request: request({ stateMachineArn: shape.arn }, { includedData: shape.includedData }),
  async run(wanted, call) {
    const { machine, label } = await findDescribedMachine(wanted.stateMachineArn, call)
    const { revision } = machine
    return {
      stateMachineArn: label === undefined ? stateMachineArn(machine, machine.name) : wanted.stateMachineArn,
      name: machine.name,
      status: machine.status,
      definition: wanted.includedData === 'METADATA_ONLY' ? '{}' : revision.definition,
      roleArn: revision.roleArn,
      type: machine.type,
      creationDate: epochSeconds(machine.createdAt),
      ...readConfiguration(revision.configuration),
      label,
      revisionId: revision.revisionId,
      ...variableReferences(call.engine, revision),
    }
  },
})
