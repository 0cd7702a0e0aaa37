import { AslError, type Outcome } from '#base'
import { resourceNames } from '#asl'
import type { Integrations, TaskAnswer, TaskCall } from './port.ts'

/**
 * Sends a task to the integration that its resource names. What nobody offers, or not with that pattern, is
 * `States.Runtime` in the words that AWS uses when it refuses the definition. Never rejects: what an integration
 * throws is a fault of ours, and the task fails with `States.TaskFailed` and its message.
 */
export async function callIntegration(
  integrations: Integrations,
  call: TaskCall,
): Promise<Outcome<TaskAnswer>> {
  const { service, action, pattern, sdk } = call.resource
  const integration = sdk ? undefined : integrations.get(service)
  const patterns =
    integration && Object.hasOwn(integration.actions, action) ? integration.actions[action]! : []
  if (!integration || !patterns.includes(pattern)) return unsupported(call)
  try {
    return await integration.call(call)
  } catch (error) {
    return new AslError('States.TaskFailed', error instanceof Error ? error.message : String(error))
  }
}

function unsupported({ resource }: TaskCall): AslError {
  const names = resourceNames(resource)
  const arn = `arn:aws:states:::${names.resourceType}:${names.resource}`
  return new AslError(
    'States.Runtime',
    `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
  )
}
