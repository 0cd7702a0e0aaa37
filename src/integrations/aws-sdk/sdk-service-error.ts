/**
 * The errors of SDK integrations: `S3.NoSuchKeyException` with `msg (Service: S3, Status Code: 404, Request ID: …,
 * Extended Request ID: …)`.
 *
 * An error that the service's model lacks has the name of the service's base exception (`DynamoDb.DynamoDbException`); a call
 * that did not reach the service is an `SdkClientException`. AWS's SDK of today ends a cause with how often it tried, which
 * the recordings of S3 and DynamoDB, of 2023, do not have.
 */
import { AslError } from '#base'
import { unreachableCause, type ThrownBySdk } from '../sdk-error.ts'
import { exceptionName } from './java-names.ts'
import type { SdkService } from './sdk-services.ts'

export interface FailedCall {
  readonly service: SdkService
  readonly action: string
  readonly thrown: unknown
  /** Whether the service's model has an error of that name. */
  readonly modelled: (name: string) => boolean
}

export function sdkServiceError({ service, action, thrown, modelled }: FailedCall): AslError {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Error & ThrownBySdk
  const { prefix } = service
  const { httpStatusCode: status, requestId, extendedRequestId } = error.$metadata ?? {}
  if (status === undefined) return new AslError(`${prefix}.SdkClientException`, clientCause(error, service))
  const name = headless[`${prefix}:${action}:${status}`] ?? error.name
  const known = modelled(name) || name !== error.name
  const details = [
    `Service: ${prefix}`,
    `Status Code: ${status}`,
    `Request ID: ${requestId ?? 'null'}`,
    ...(extendedRequestId === undefined ? [] : [`Extended Request ID: ${extendedRequestId}`]),
  ]
  const exception = known ? exceptionName(name) : `${prefix}Exception`
  return new AslError(`${prefix}.${exception}`, `${error.message} (${details.join(', ')})`)
}

/** Answers to HEAD have no body that would name the error; AWS's SDK for Java takes what it must have been. */
const headless: Readonly<Record<string, string>> = {
  'S3:headObject:404': 'NoSuchKey',
  'S3:headBucket:404': 'NoSuchBucket',
}

function clientCause(error: Error & ThrownBySdk, { packageName }: SdkService): string {
  if (error.name !== 'CredentialsProviderError') return unreachableCause(error)
  const variable = packageName.replace('@aws-sdk/client-', '').toUpperCase().replaceAll('-', '_')
  return (
    `Unable to load credentials from any of the providers in the chain: ${error.message}. Give the server credentials ` +
    `of AWS, or say where the service is with AWS_ENDPOINT_URL_${variable}.`
  )
}
