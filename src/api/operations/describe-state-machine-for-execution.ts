import { assert } from '#base'
import { parentMapRunArnOf, stateMachineArnOf } from '#engine'
import { readConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { findReadableExecution } from '../find-resource.ts'
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
    const execution = await findReadableExecution(wanted.executionArn, call)
    const revision = await call.engine.catalog.revision(execution.revision)
    assert(
      revision,
      `execution ${wanted.executionArn} has a revision ${execution.revision} that is not there`,
    )
    return {
      stateMachineArn: stateMachineArnOf(execution),
      name: execution.machineName,
      definition: wanted.includedData === 'METADATA_ONLY' ? '{}' : revision.definition,
      roleArn: revision.roleArn,
      updateDate: epochSeconds(revision.updatedAt),
      ...readConfiguration(revision.configuration),
      mapRunArn: parentMapRunArnOf(execution),
      label: execution.mapRun?.label,
      revisionId: revision.revisionId,
      ...variableReferences(call.engine, revision),
    }
  },
})
