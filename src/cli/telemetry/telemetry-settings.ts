/**
 * Where spans and log events go, from options and from the variables that OpenTelemetry and AWS have names for. What the
 * exporter reads itself (headers, timeout, compression, certificates) is left to it.
 */
import { UserError } from '../user-error.ts'

export interface TelemetrySettings {
  /** Absent where nothing is traced. */
  readonly traces?: {
    /** An address of its own; else the exporter reads its variables. */
    readonly url?: string
    /** Executions of all state machines, not only of those whose tracing configuration asks for it. */
    readonly all: boolean
  }
  /** Log events are put into the log groups of logging configurations. */
  readonly deliversLogs: boolean
}

export interface TelemetryOptions {
  readonly otlpEndpoint?: string
  readonly trace?: 'all' | 'configured'
  readonly cloudwatchLogs?: boolean
}

type Variables = Readonly<Record<string, string | undefined>>

/** The variables that name an endpoint for spans, the one that counts first. */
export const tracesEndpointVariables = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT']
/** The variables that name CloudWatch Logs. */
export const logsEndpointVariables = ['AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', 'AWS_ENDPOINT_URL']

/** Throws UserError where what is asked for cannot be. */
export function readTelemetry(options: TelemetryOptions, environment: Variables): TelemetrySettings {
  const traces = readTraces(options, environment)
  const isNamed = logsEndpointVariables.some((name) => isSet(environment[name]))
  return { ...(traces && { traces }), deliversLogs: options.cloudwatchLogs === true || isNamed }
}

function readTraces(
  { otlpEndpoint, trace = 'configured' }: TelemetryOptions,
  environment: Variables,
): TelemetrySettings['traces'] {
  const all = trace === 'all'
  if (otlpEndpoint !== undefined) return { url: tracesUrl(otlpEndpoint), all }
  const isOff =
    environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' ||
    environment['OTEL_TRACES_EXPORTER']?.toLowerCase() === 'none'
  const isNamed = tracesEndpointVariables.some((name) => isSet(environment[name]))
  if (isOff || !isNamed) return undefined
  checkProtocol(environment)
  return { all }
}

/** `http://collector:4318` is the collector; its path for spans is added, as OpenTelemetry does. */
function tracesUrl(endpoint: string): string {
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint))
    throw new UserError(`--otlp-endpoint is "${endpoint}"; expected a URL such as http://127.0.0.1:4318.`)
  const url = new URL(endpoint)
  if (!url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  return url.href
}

function checkProtocol(environment: Variables): void {
  const name = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'].find((variable) =>
    isSet(environment[variable]),
  )
  if (name === undefined || environment[name] === 'http/protobuf') return
  throw new UserError(
    `${name} is "${environment[name]}"; Stepwell sends spans as http/protobuf. Unset it and name the collector's port for HTTP, usually 4318.`,
  )
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
