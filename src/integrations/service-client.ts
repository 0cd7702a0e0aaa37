/**
 * The AWS SDK clients of this room: one per service and region, loaded when it is first used.
 *
 * 1. `maxAttempts` is 1: the Retry of the state decides how often a task is tried, and its history shows each.
 * 2. An endpoint comes from the composition (local services), else from AWS's own variables
 *    (`AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`), else it is AWS.
 */
/** Where AWS services are reached and as whom; everything is optional and falls back as AWS's SDK does. */
export interface AwsAccess {
  /** One address for a service: `{ sqs: 'http://127.0.0.1:4566' }`. */
  readonly endpoints?: Readonly<Record<string, string>>
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** The environment that names endpoints; `process.env` where it is absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

// As AWS's SDK for Java, through which AWS's own integrations speak.
const connectMsMax = 10_000
const answerMsMax = 50_000

/** The configuration that every client gets. */
export interface ClientSettings {
  readonly region: string
  readonly maxAttempts: number
  readonly requestHandler: { readonly connectionTimeout: number; readonly socketTimeout: number }
  readonly endpoint?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly logger: Record<'trace' | 'debug' | 'info' | 'warn' | 'error', () => void>
}

// The SDK writes warnings to the console where it has no logger; ours go to the log of the server, as errors of tasks.
const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {}

export function clientSettings(access: AwsAccess, service: string, region: string): ClientSettings {
  const endpoint = serviceEndpoint(access, service)
  return {
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: connectMsMax, socketTimeout: answerMsMax },
    logger: silent,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(access.credentials ? { credentials: access.credentials } : {}),
  }
}

/** The address of a service other than AWS's own, or undefined. */
export function serviceEndpoint(access: AwsAccess, service: string): string | undefined {
  const environment = access.environment ?? process.env
  return (
    access.endpoints?.[service] ??
    environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ??
    environment['AWS_ENDPOINT_URL']
  )
}

/** Gives the value made for a region, made once. A failed making is tried again by the next caller. */
export function perRegion<T>(make: (region: string) => Promise<T>): (region: string) => Promise<T> {
  const made = new Map<string, Promise<T>>()
  return (region) => {
    const known = made.get(region)
    if (known) return known
    const making = make(region)
    made.set(region, making)
    making.catch(() => made.delete(region))
    return making
  }
}
