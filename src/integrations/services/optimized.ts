/**
 * An optimized integration made of its table: calls the action, and for `.sync` watches what it has begun.
 *
 * 1. A task that was submitted before a crash is not submitted again: its job is watched. One whose submission was not noted is
 *    submitted with the same key (invariant 10), which makes one job where the service takes keys.
 * 2. A local runner that is configured for what the parameters name does the work; everything else goes to AWS's client.
 */
import { createHash } from 'node:crypto'
import { AslError, isObject, type Json, type JsonObject, type Outcome } from '#base'
import { optimizedStyle, type IntegrationStyle } from '../aws-sdk/integration-style.ts'
import { sdkCaller, type SdkCaller } from '../aws-sdk/sdk-caller.ts'
import { sdkService } from '../aws-sdk/sdk-services.ts'
import { refused } from '../parameters.ts'
import type { Integration, TaskAnswer, TaskCall } from '../port.ts'
import { answerMetadata } from '../sdk-answer.ts'
import { sdkError } from '../sdk-error.ts'
import type { AwsAccess } from '../service-client.ts'
import type {
  ActionDescription,
  ClientOf,
  ServiceClient,
  ServiceDescription,
  Submitted,
} from './service-description.ts'
import { localLookTimes, lookTimes, watchJob, type LookTimes } from './watch-job.ts'

export interface OptimizedOptions {
  readonly access?: AwsAccess
  readonly runners?: ClientOf
  /** How often jobs of AWS's services are looked at. */
  readonly times?: LookTimes
}

/** As AWS's SDK for Java 1 shows answers: dates are milliseconds. */
const style: IntegrationStyle = { ...optimizedStyle, dates: 'milliseconds' }

export function optimizedIntegration(
  description: ServiceDescription,
  { access = {}, runners, times = lookTimes }: OptimizedOptions = {},
): Integration {
  const send = sdkCaller(access)
  const actions = Object.entries(description.actions)
  return {
    service: description.service,
    actions: Object.fromEntries(actions.map(([name, { patterns }]) => [name, patterns])),
    async call(call) {
      const { parameters, signal } = call
      if (signal.aborted) return new AslError('States.TaskFailed', 'The task is over.')
      if (!isObject(parameters))
        return refused(parameters, ["The value of the field 'Parameters' has an invalid format"])
      const action = description.actions[call.resource.action]!
      const local = runners?.(description.service, parameters)
      const client = local ?? awsClient(description, action, send)
      return perform({ call, action, client, parameters, times: local ? localLookTimes : times })
    },
  }
}

interface Performance {
  readonly call: TaskCall
  readonly action: ActionDescription
  readonly client: ServiceClient
  readonly parameters: JsonObject
  readonly times: LookTimes
}

async function perform(performance: Performance): Promise<Outcome<TaskAnswer>> {
  const { call, action, client, times, parameters } = performance
  const { job } = action
  if (call.resource.pattern !== 'sync' || !job) return submit(performance)
  const answer = isObject(call.submission) ? { output: call.submission } : await submit(performance)
  if (answer instanceof AslError) return answer
  const submitted: Submitted = { parameters, output: answer.output as JsonObject }
  return { output: answer.output, finished: watchJob({ call, client, job, submitted, times }) }
}

async function submit({ call, action, client, parameters }: Performance): Promise<Outcome<TaskAnswer>> {
  const prepared = action.prepare ? action.prepare(parameters, call) : parameters
  if (prepared instanceof AslError) return prepared
  const name = action.action ?? call.resource.action
  const reply = await client({ call, action: name, parameters: withKey(prepared, action, call) })
  if (reply instanceof AslError) return reply
  const refusal = call.resource.pattern === 'request-response' ? undefined : action.refusal?.(reply.output)
  const shown: Json = action.shown ? action.shown(reply.output, parameters) : reply.output
  return refusal ?? { output: { ...shown, ...reply.metadata } }
}

function withKey(parameters: JsonObject, { keyMember }: ActionDescription, call: TaskCall): JsonObject {
  if (keyMember === undefined || Object.hasOwn(parameters, keyMember)) return parameters
  return { ...parameters, [keyMember]: createHash('sha256').update(call.idempotencyKey).digest('hex') }
}

/** The service itself, by its client of AWS's SDK. */
function awsClient(
  { client, names }: ServiceDescription,
  action: ActionDescription,
  send: SdkCaller,
): ServiceClient {
  const service = sdkService(action.client ?? client)
  return async ({ call, action: name, parameters }) => {
    const answered = await send({
      call: { ...call, resource: { ...call.resource, action: name } },
      service,
      parameters,
      style,
      failed: (thrown, modelled) => sdkError(names, thrown, (error) => modelled(error.name)),
    })
    if (answered instanceof AslError) return answered
    return { output: answered.output, metadata: answerMetadata(answered.answer) }
  }
}
