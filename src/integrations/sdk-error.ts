/** What AWS's SDK for JavaScript throws, as an ASL error in the words of AWS's optimized integrations. */
import type { AslError } from '#base'
import { clientError, serviceError, type ServiceNames } from './service-error.ts'

/** The members that a thrown error may have, of the SDK or of Node's system errors. */
export interface ThrownBySdk {
  readonly name?: unknown
  readonly message?: unknown
  /** A service's error code (from a query protocol), or Node's system error code. */
  readonly Code?: unknown
  readonly code?: unknown
  readonly hostname?: string
  readonly address?: string
  readonly port?: number
  readonly $metadata?: {
    readonly httpStatusCode?: number
    readonly requestId?: string
    readonly extendedRequestId?: string
  }
}

/**
 * Maps what a client's `send` threw. `modelled` says whether the error is a class of the service's model; the SDK throws
 * its base class for every other.
 */
export function sdkError(
  names: ServiceNames,
  thrown: unknown,
  modelled: (error: Error) => boolean,
): AslError {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Error & ThrownBySdk
  const status = error.$metadata?.httpStatusCode
  if (status === undefined) return clientError(names, unreachableCause(error))
  return serviceError(names, {
    ...(modelled(error) ? { name: error.name } : {}),
    code: typeof error.Code === 'string' ? error.Code : error.name,
    message: error.message,
    statusCode: status,
    requestId: error.$metadata?.requestId ?? '',
  })
}

/** What AWS's SDK for Java says when it did not reach a service. */
export function unreachableCause(error: Error & ThrownBySdk): string {
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `Unable to execute HTTP request: ${error.hostname}: Name or service not known`
    case 'ECONNREFUSED':
      return `Unable to execute HTTP request: Connect to ${error.address}:${error.port} failed: Connection refused`
    default:
      return `Unable to execute HTTP request: ${error.message}`
  }
}
