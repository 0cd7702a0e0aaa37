import { assert, stateMachineArn } from '#base'
import { readConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { findDescribedMachine } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { variableReferences } from '../variable-references.ts'

/** A state machine as it is now, or as it was published as a version. */
export const describeStateMachine = defineOperation({
  name: 'DescribeStateMachine',
  access: 'read',
  resource: 'stateMachineArn',
  request: request({ stateMachineArn: shape.arn }, { includedData: shape.includedData }),
  async run(wanted, call) {
    const { machine, label, version } = await findDescribedMachine(wanted.stateMachineArn, call)
    const isQualified = label !== undefined || version !== undefined
    const revision = version ? await call.engine.catalog.revision(version.revision) : machine.revision
    assert(revision, `the revision of ${wanted.stateMachineArn} is in the store`)
    return {
      stateMachineArn: isQualified ? wanted.stateMachineArn : stateMachineArn(machine, machine.name),
      name: machine.name,
      status: machine.status,
      definition: wanted.includedData === 'METADATA_ONLY' ? '{}' : revision.definition,
      roleArn: revision.roleArn,
      type: machine.type,
      creationDate: epochSeconds((version ?? machine).createdAt),
      ...readConfiguration(revision.configuration),
      label,
      description: version?.description,
      revisionId: revision.revisionId,
      ...variableReferences(call.engine, revision),
    }
  },
})
