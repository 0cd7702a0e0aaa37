/** What targets answer, as failures of deliveries. */
import type { Failure } from '../deliveries/port.ts'

/** The members that an error of AWS's SDK or of Node may have. */
interface Thrown {
  readonly name?: string
  readonly message?: string
  readonly code?: unknown
  readonly cause?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** Refusals that a later attempt may not get: credentials and rights are mended, throttling ends. */
const retriedStatuses = new Set([401, 403, 407, 408, 409, 425, 429])

export function isRetriedStatus(status: number): boolean {
  return status >= 500 || retriedStatuses.has(status)
}

/** What a client of AWS's SDK threw: refusals that throttling, rights or the service's own state explain are tried again. */
export function sdkFailure(asked: string, thrown: unknown): Failure {
  const error = thrown as Thrown
  const status = error.$metadata?.httpStatusCode
  const name = error.name ?? 'Error'
  const code = status === undefined && typeof error.code === 'string' ? error.code : name
  const isFinal =
    status !== undefined && status < 500 && !retriedStatuses.has(status) && !/throttl|slow/i.test(name)
  return { code, message: `${asked}: ${reasonOf(thrown)}`, isFinal }
}

/** The innermost reason that an error names. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const { cause } = thrown
  if (cause instanceof Error && cause.message !== '') return reasonOf(cause)
  return thrown.message === '' ? thrown.name : thrown.message
}

export function finalFailure(code: string, message: string): Failure {
  return { code, message, isFinal: true }
}
