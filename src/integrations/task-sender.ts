/**
 * The way out of the house: sends a task to the integration or the function that its resource names.
 *
 * The engine calls this for every attempt and knows no service; what is not there is an error of the task, in words
 * that say what this server has.
 */
import { AslError, Payload, type Json, type Outcome } from '#base'
import type { LambdaResource, ServiceResource } from '#asl'
import type { Functions } from '#functions'
import { invokeLambdaResource } from './lambda.ts'
import type { Integration, Integrations, OutgoingTask, SendTask, TaskResult } from './port.ts'

/** The sender over this server's integrations and functions. */
export function taskSender(integrations: Integrations, functions: Functions): SendTask {
  return (task) => {
    const { target } = task
    if (target.kind === 'lambda') return callFunction(functions, task, target)
    const integration = findIntegration(integrations, target)
    return integration instanceof AslError
      ? Promise.resolve(integration)
      : callService(integration, { ...task, target })
  }
}

/** A function that a task names by its ARN or bare name: the result is its bare payload. */
function callFunction(
  functions: Functions,
  { parameters, account, region, traceHeader, signal }: OutgoingTask,
  { functionName }: LambdaResource,
): Promise<Outcome<TaskResult>> {
  return invokeLambdaResource(functions, {
    functionName,
    payload: parameters.text,
    account,
    region,
    ...(traceHeader !== undefined && { traceHeader }),
    signal,
  })
}

async function callService(
  integration: Integration,
  task: OutgoingTask & { readonly target: ServiceResource },
): Promise<Outcome<TaskResult>> {
  const { target, parameters, submission, ...rest } = task
  const answer = await integration.call({
    ...rest,
    resource: target,
    parameters: parameters.value,
    ...(submission && { submission: submission.value }),
  })
  if (answer instanceof AslError) return answer
  const completion = answer.finished?.then(asPayload)
  return { output: Payload.fromValue(answer.output), ...(completion && { completion }) }
}

function asPayload(outcome: Outcome<Json>): Outcome<Payload> {
  return outcome instanceof AslError ? outcome : Payload.fromValue(outcome)
}

function findIntegration(integrations: Integrations, target: ServiceResource): Integration | AslError {
  const service = target.sdk ? `aws-sdk:${target.service}` : target.service
  const integration = integrations.get(service) ?? (target.sdk ? integrations.get('aws-sdk') : undefined)
  if (integration?.open === true) return integration
  if (!integration) {
    const known = [...integrations.keys()].toSorted().join(', ')
    return unavailable(`the service '${service}'`, `it has: ${known}`)
  }
  const patterns = integration.actions[target.action]
  if (!patterns) {
    const known = Object.keys(integration.actions).toSorted().join(', ')
    return unavailable(`the action '${target.action}' of '${service}'`, `it has: ${known}`)
  }
  if (!patterns.includes(target.pattern)) {
    return unavailable(
      `'${service}:${target.action}' with '.${target.pattern}'`,
      `it has: ${patterns.join(', ')}`,
    )
  }
  return integration
}

function unavailable(what: string, instead: string): AslError {
  return new AslError('States.TaskFailed', `This release of Stepwell does not offer ${what}; ${instead}.`)
}
