/**
 * The AWS SDK clients of this room: one per service and region, loaded when it is first used.
 *
 * 1. `maxAttempts` is 1: the Retry of the state decides how often a task is tried, and its history shows each.
 * 2. An endpoint comes from the configuration's routes, else from the composition (local services), else from AWS's own
 *    variables (`AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`), else it is AWS.
 */
/** Where AWS services are reached and as whom; everything is optional and falls back as AWS's SDK does. */
export interface AwsAccess {
  /** Where calls go that fit; the first that fits counts, before everything else. */
  readonly routes?: readonly AwsRoute[]
  /** One address for a service: `{ sqs: 'http://127.0.0.1:4566' }`. */
  readonly endpoints?: Readonly<Record<string, string>>
  /** For services at an endpoint that is no route's. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** The environment that names endpoints; `process.env` where it is absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Where the calls of a service, a region or an account go; what is left out fits any. */
export interface AwsRoute {
  /** As its SDK client is called: `secrets-manager`. */
  readonly service?: string
  readonly region?: string
  readonly account?: string
  /** An address instead of AWS's. */
  readonly endpoint?: string
  /** The profile of AWS's configuration files whose credentials are used. */
  readonly profile?: string
  /** A role that is assumed for these calls, where the state names none. */
  readonly roleArn?: string
}

/** One call's place. */
export interface CallPlace {
  readonly service: string
  readonly region: string
  readonly account?: string
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
  readonly profile?: string
  readonly logger: Record<'trace' | 'debug' | 'info' | 'warn' | 'error', () => void>
}

// The SDK writes warnings to the console where it has no logger; ours go to the log of the server, as errors of tasks.
const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {}

/** The settings of a client for one place. */
export function clientSettings(access: AwsAccess, place: CallPlace): ClientSettings {
  const { region } = place
  const route = findRoute(access, place)
  const endpoint = serviceEndpoint(access, place)
  // Those of local services are no use at AWS.
  const credentials = route === undefined && endpoint !== undefined ? access.credentials : undefined
  return {
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: connectMsMax, socketTimeout: answerMsMax },
    logger: silent,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
    ...(route?.profile !== undefined && { profile: route.profile }),
  }
}

/** The first route that fits. */
export function findRoute({ routes = [] }: AwsAccess, place: CallPlace): AwsRoute | undefined {
  const fits = (wanted: string | undefined, found: string | undefined): boolean =>
    wanted === undefined || wanted === found
  return routes.find(
    ({ service, region, account }) =>
      fits(service, place.service) && fits(region, place.region) && fits(account, place.account),
  )
}

function isLocal({ endpoints }: AwsAccess, service: string): boolean {
  return endpoints !== undefined && Object.hasOwn(endpoints, service)
}

/** The address of a service other than AWS's own, or undefined. */
export function serviceEndpoint(access: AwsAccess, place: CallPlace): string | undefined {
  const { service } = place
  const route = findRoute(access, place)
  if (route) return route.endpoint
  if (isLocal(access, service)) return access.endpoints![service]
  const environment = access.environment ?? process.env
  const variable = `AWS_ENDPOINT_URL_${service.toUpperCase().replaceAll('-', '_')}`
  return environment[variable] ?? environment['AWS_ENDPOINT_URL']
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
