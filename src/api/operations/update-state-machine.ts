import { qualifiedArn } from '#base'
import { formatForAws } from '#asl'
import { writeConfiguration } from '../configuration.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { InvalidDefinition, KmsAccessDeniedException, MissingRequiredParameter } from '../errors.ts'
import { findMachine } from '../find-resource.ts'
import { defineOperation, request, type Call } from '../operation.ts'
import { readPublish } from '../publish-request.ts'
import { checkRoleArn } from '../resource-arn.ts'
import type { ValueOf } from '../schema.ts'
import * as shape from '../shapes.ts'
import { publishRefusal } from '../version-refusal.ts'

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
    if (wanted.roleArn !== undefined) checkRoleArn(wanted.roleArn)
    const updated = await update(wanted, call)
    if (!('refused' in updated)) {
      const { machine, version } = updated
      return {
        updateDate: epochSeconds(machine.revision.updatedAt),
        revisionId: machine.revision.revisionId,
        stateMachineVersionArn: version && qualifiedArn(machine, machine.name, version.number),
      }
    }
    if (updated.refused === 'invalid-definition')
      throw new InvalidDefinition(formatForAws(updated.diagnostics))
    if (updated.refused === 'unknown-kms-key') throw new KmsAccessDeniedException(updated.kmsKeyId)
    throw publishRefusal({ refused: updated.refused }, wanted.stateMachineArn)
  },
})

async function update(wanted: Wanted, call: Call) {
  const publish = readPublish(wanted)
  const { account, region, name, revision } = await findMachine(wanted.stateMachineArn, call)
  return call.engine.catalog.updateMachine({
    account,
    region,
    name,
    ...(wanted.definition === undefined ? {} : { definition: wanted.definition }),
    ...(wanted.roleArn === undefined ? {} : { roleArn: wanted.roleArn }),
    configuration: writeConfiguration(wanted, revision.configuration),
    ...publish,
  })
}

function checkSomethingWanted(wanted: Wanted): void {
  const { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = wanted
  if (definition ?? roleArn ?? loggingConfiguration ?? tracingConfiguration ?? encryptionConfiguration) return
  throw new MissingRequiredParameter(
    'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  )
}
