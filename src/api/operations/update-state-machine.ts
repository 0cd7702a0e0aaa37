import { formatForAws } from '#asl'
import { writeConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import {
  InvalidDefinition,
  MissingRequiredParameter,
  StateMachineDeleting,
  StateMachineDoesNotExist,
} from '../errors.ts'
import { findMachine } from '../find-resource.ts'
import { defineOperation, request, type Call } from '../operation.ts'
import { checkRoleArn } from '../resource-arn.ts'
import type { ValueOf } from '../schema.ts'
import * as shape from '../shapes.ts'
import { refuseVersions } from '../versions.ts'

const shapeOfRequest = request(
  { stateMachineArn: shape.arn },
  {
    definition: shape.definition,
    roleArn: shape.arn,
    loggingConfiguration: shape.loggingConfiguration,
    tracingConfiguration: shape.tracingConfiguration,
    publish: shape.boolean,
    versionDescription: shape.versionDescription,
    encryptionConfiguration: shape.encryptionConfiguration,
  },
)

type Wanted = ValueOf<typeof shapeOfRequest>

/** Executions that run keep the revision that they began with; an update with equal values makes no new one. */
export const updateStateMachine = defineOperation({
  name: 'UpdateStateMachine',
  access: 'administer',
  resource: 'stateMachineArn',
  request: shapeOfRequest,
  async run(wanted, call) {
    checkSomethingWanted(wanted)
    refuseVersions(wanted)
    if (wanted.roleArn !== undefined) checkRoleArn(wanted.roleArn)
    const updated = await update(wanted, call)
    if (!('refused' in updated)) {
      const { revision } = updated.machine
      return { updateDate: epochSeconds(revision.updatedAt), revisionId: revision.revisionId }
    }
    switch (updated.refused) {
      case 'invalid-definition':
        throw new InvalidDefinition(formatForAws(updated.diagnostics))
      case 'unknown-state-machine':
        throw new StateMachineDoesNotExist(wanted.stateMachineArn)
      case 'deleting':
        throw new StateMachineDeleting(wanted.stateMachineArn)
    }
  },
})

async function update(wanted: Wanted, call: Call) {
  const { account, region, name, revision } = await findMachine(wanted.stateMachineArn, call)
  return call.engine.catalog.updateMachine({
    account,
    region,
    name,
    ...(wanted.definition === undefined ? {} : { definition: wanted.definition }),
    ...(wanted.roleArn === undefined ? {} : { roleArn: wanted.roleArn }),
    configuration: writeConfiguration(wanted, revision.configuration),
  })
}

function checkSomethingWanted(wanted: Wanted): void {
  const { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = wanted
  if (definition ?? roleArn ?? loggingConfiguration ?? tracingConfiguration ?? encryptionConfiguration) return
  throw new MissingRequiredParameter(
    'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  )
}
