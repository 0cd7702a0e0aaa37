/**
 * Calls any action of any AWS service through its client of AWS's SDK, by the model that the client carries.
 *
 * Owns: the clients, one for each service, region, account and role. Neighbours: `aws-sdk.ts` and `dynamodb.ts` say in
 * which style parameters, answers and errors are written.
 *
 * 1. A call is made once: the Retry of the state decides how often a task is tried.
 * 2. A token by which the service knows a call that is made again comes from the task's key (invariant 10).
 */
import { NormalizedSchema } from '@smithy/core/schema'
import { AslError, type JsonObject, type Outcome } from '#base'
import type { TaskCall } from '../port.ts'
import { refused } from '../parameters.ts'
import type { SdkOutput } from '../sdk-answer.ts'
import type { AwsAccess } from '../service-client.ts'
import { sendTraceHeader } from '../trace-header-middleware.ts'
import { ClientPool, RoleRefused } from './client-pool.ts'
import type { IntegrationStyle } from './integration-style.ts'
import { ClientNotInstalled, type SdkPackage } from './load-client.ts'
import { readParameters } from './read-parameters.ts'
import type { SdkService } from './sdk-services.ts'
import { AnswerTooLarge, writeOutput } from './write-output.ts'

export interface SdkCall {
  readonly call: TaskCall
  readonly service: SdkService
  readonly parameters: JsonObject
  readonly style: IntegrationStyle
  /** An error that the service or the client has thrown, in the words of the integration. */
  readonly failed: (thrown: unknown, modelled: (name: string) => boolean) => AslError
}

export interface SdkAnswered {
  /** What the client gave, with `$metadata`. */
  readonly answer: SdkOutput
  /** Its members in the style of the integration. */
  readonly output: JsonObject
}

export type SdkCaller = (call: SdkCall) => Promise<Outcome<SdkAnswered>>

/** A caller over the access; it opens nothing until the first call. */
export function sdkCaller(access: AwsAccess): SdkCaller {
  const clients = new ClientPool(access)
  return async (sdkCall) => {
    try {
      return await callWith(clients, sdkCall)
    } catch (error) {
      if (error instanceof ClientNotInstalled) return new AslError('States.TaskFailed', error.message)
      if (error instanceof RoleRefused) return new AslError('States.TaskFailed', error.message)
      throw error
    }
  }
}

async function callWith(clients: ClientPool, sdkCall: SdkCall): Promise<Outcome<SdkAnswered>> {
  const { call, service, parameters, style } = sdkCall
  const { sdk, client } = clients.clientFor(service, call)
  const Command = sdk.command(call.resource.action)
  if (!Command) return unknownAction(sdkCall)
  const { schema } = new Command({})
  if (!schema) return outdated(service)
  const read = readParameters(parameters, NormalizedSchema.of(schema[4]()), {
    style,
    idempotencyKey: call.idempotencyKey,
  })
  if (read.problems.length > 0) return refused(parameters, read.problems)
  return send(sdkCall, sdk, async () => {
    const command = new Command(read.input)
    sendTraceHeader(command, call)
    const answer = await client.send(command, { abortSignal: call.signal })
    return { answer, output: await writeOutput(answer, NormalizedSchema.of(schema[5]()), style) }
  })
}

async function send(
  { failed }: SdkCall,
  sdk: SdkPackage,
  attempt: () => Promise<SdkAnswered>,
): Promise<Outcome<SdkAnswered>> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof AnswerTooLarge) return new AslError('States.DataLimitExceeded', error.message)
    if (error instanceof RoleRefused) throw error
    return failed(error, sdk.modelsError)
  }
}

function unknownAction({ call, service }: SdkCall): AslError {
  const { action } = call.resource
  return new AslError(
    'States.Runtime',
    `The client ${service.packageName}, as it is installed, has no action '${action}'. Check its name in the API ` +
      'reference of the service, or install a newer client.',
  )
}

function outdated({ packageName }: SdkService): AslError {
  return new AslError(
    'States.Runtime',
    `The client ${packageName}, as it is installed, is too old to be called by a workflow. Install a newer one with: ` +
      `npm install ${packageName}@latest`,
  )
}
