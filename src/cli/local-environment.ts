/**
 * The environment of Step Functions Local, understood as it stands: who comes from there changes nothing.
 *
 * Owns: what its names mean here (docs/moving-from-step-functions-local.md). AWS's own names win where both are set.
 */
import { defaultNamespace } from '#api'
import type { Namespace } from '#base'
import { UserError } from './user-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where a service is: the name in Step Functions Local, and AWS's own. */
const endpointNames: Readonly<Record<string, string>> = {
  BATCH_ENDPOINT: 'AWS_ENDPOINT_URL_BATCH',
  DYNAMODB_ENDPOINT: 'AWS_ENDPOINT_URL_DYNAMODB',
  ECS_ENDPOINT: 'AWS_ENDPOINT_URL_ECS',
  EVENTS_ENDPOINT: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
  GLUE_ENDPOINT: 'AWS_ENDPOINT_URL_GLUE',
  LAMBDA_ENDPOINT: 'AWS_ENDPOINT_URL_LAMBDA',
  SAGE_MAKER_ENDPOINT: 'AWS_ENDPOINT_URL_SAGEMAKER',
  SNS_ENDPOINT: 'AWS_ENDPOINT_URL_SNS',
  SQS_ENDPOINT: 'AWS_ENDPOINT_URL_SQS',
}

/** AWS's names for the endpoints that only Step Functions Local's names give. */
export function endpointVariables(environment: Environment): Readonly<Record<string, string>> {
  const found = Object.entries(endpointNames).flatMap(([local, name]): [string, string][] => {
    const url = environment[local]
    return url !== undefined && url !== '' && environment[name] === undefined ? [[name, url]] : []
  })
  return Object.fromEntries(found)
}

/** Account and region of callers whose credentials do not say them. Throws UserError. */
export function readNamespace({ AWS_ACCOUNT_ID, AWS_DEFAULT_REGION, AWS_REGION }: Environment): Namespace {
  const account = AWS_ACCOUNT_ID || defaultNamespace.account
  if (!/^\d{12}$/.test(account))
    throw new UserError(`AWS_ACCOUNT_ID is '${account}'; expected twelve digits, such as 123456789012`)
  const region = AWS_REGION || AWS_DEFAULT_REGION || defaultNamespace.region
  if (!/^[a-z0-9-]{1,32}$/.test(region))
    throw new UserError(
      `the region is '${region}'; expected a name such as eu-central-1 in AWS_DEFAULT_REGION`,
    )
  return { account, region }
}

/** By how much Wait states are longer: 0.1 waits six seconds for a minute. Throws UserError. */
export function readWaitTimeScale({ WAIT_TIME_SCALE: text }: Environment): number {
  if (text === undefined || text === '') return 1
  const scale = Number(text)
  if (text.trim() !== '' && Number.isFinite(scale) && scale >= 0) return scale
  throw new UserError(`WAIT_TIME_SCALE is '${text}'; expected a number from 0 on, such as 0.1`)
}
