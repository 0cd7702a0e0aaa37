import { assert, stateMachineArn } from '#base'
import { readConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { findExecution } from '../find-resource.ts'
import { defineOperation, request } from '../operation.ts'
import * as shape from '../shapes.ts'
import { variableReferences } from '../variable-references.ts'

/** The revision that the execution runs, which may be older than the state machine's current one. */
export const describeStateMachineForExecution = defineOperation({
  name: 'DescribeStateMachineForExecution',
  access: 'read',
  resource: 'executionArn',
  request: request({ executionArn: shape.arn }, { includedData: shape.includedData }),
  async run(wanted, call) {
    const execution = await findExecution(wanted.executionArn, call)
    const revision = await call.engine.catalog.revision(execution.revision)
    assert(
      revision,
      `execution ${wanted.executionArn} has a revision ${execution.revision} that is not there`,
    )
    return {
      stateMachineArn: stateMachineArn(execution, execution.machineName),
      name: execution.machineName,
      definition: wanted.includedData === 'METADATA_ONLY' ? '{}' : revision.definition,
      roleArn: revision.roleArn,
      updateDate: epochSeconds(revision.updatedAt),
      ...readConfiguration(revision.configuration),
      revisionId: revision.revisionId,
      ...variableReferences(call.engine, revision),
    }
  },
})
