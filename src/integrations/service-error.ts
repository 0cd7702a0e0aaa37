/**
 * The errors of optimized integrations, in the names and words of AWS: `SQS.QueueDoesNotExistException` with
 * `msg (Service: AmazonSQS; Status Code: 400; Error Code: …; Request ID: …; Proxy: null)`.
 *
 * AWS's optimized integrations speak through its SDK for Java 1. A code without "Exception" at its end gets it; an error
 * that the service's model does not know has the name of the service's base exception; a call that never reached the
 * service is an `SdkClientException`.
 */
import { AslError } from '#base'

/** How AWS names one service in errors. */
export interface ServiceNames {
  /** Before the dot: `SQS`. */
  readonly prefix: string
  /** In the cause: `AmazonSQS`. */
  readonly service: string
  /** For errors outside the service's model: `AmazonSQSException`. */
  readonly baseException: string
}

/** What a service said when it refused. */
export interface ServiceRefusal {
  /** The exception's name in the service's model; absent where the model lacks it. */
  readonly name?: string
  /** The error code on the wire. */
  readonly code: string
  readonly message: string
  readonly statusCode: number
  readonly requestId: string
}

export function serviceError(names: ServiceNames, refusal: ServiceRefusal): AslError {
  const name = refusal.name === undefined ? names.baseException : withException(refusal.name)
  const details = [
    `Service: ${names.service}`,
    `Status Code: ${refusal.statusCode}`,
    `Error Code: ${refusal.code}`,
    `Request ID: ${refusal.requestId}`,
    'Proxy: null',
  ]
  return new AslError(`${names.prefix}.${name}`, `${refusal.message} (${details.join('; ')})`)
}

/** The call did not reach the service: no address, no connection, no answer, no credentials. */
export function clientError(names: ServiceNames, message: string): AslError {
  return new AslError(`${names.prefix}.SdkClientException`, message)
}

function withException(name: string): string {
  return name.endsWith('Exception') ? name : `${name}Exception`
}
