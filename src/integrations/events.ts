/**
 * `events:putEvents` and `events:putEvents.waitForTaskToken`.
 *
 * A Detail that is no text is sent as its JSON, and every entry gets the ARNs of the execution and its state machine as
 * resources (feature map §4). The answer has no metadata of an SDK, as on AWS; entries that were refused fail the task.
 *
 * 1. Events go to the buses of this server, unless the configuration says that EventBridge is somewhere else.
 */
import {
  AslError,
  isArray,
  isObject,
  printJson,
  type Json,
  type JsonObject,
  type Namespace,
  type Outcome,
} from '#base'
import { asText, checkParameters, type ParameterShape } from './parameters.ts'
import type { Integration, TaskAnswer, TaskCall } from './port.ts'
import { sdkError } from './sdk-error.ts'
import { clientSettings, perRegion, type AwsAccess } from './service-client.ts'
import { sendTraceHeader } from './trace-header-middleware.ts'

/** An entry in the members of EventBridge's API. */
export interface OutgoingEvent {
  readonly Source?: string
  readonly DetailType?: string
  readonly Detail?: string
  readonly EventBusName?: string
  readonly Resources: readonly string[]
  /** Milliseconds since the epoch. */
  readonly Time?: number
  readonly TraceHeader?: string
}

/** The event buses of this server. */
export interface OwnBuses {
  /** Resolves once the accepted entries are durable; a repeated key makes the same events. */
  put(at: Namespace, entries: readonly OutgoingEvent[], of: { readonly key: string }): Promise<EventsAnswer>
}

export interface EventsAnswer {
  readonly FailedEntryCount?: number | undefined
  readonly Entries?:
    | readonly {
        readonly EventId?: string | undefined
        readonly ErrorCode?: string | undefined
        readonly ErrorMessage?: string | undefined
      }[]
    | undefined
}

const names = {
  prefix: 'EventBridge',
  service: 'AmazonEventBridge',
  baseException: 'AmazonEventBridgeException',
}

const putEventsShape: ParameterShape = {
  fields: { Entries: 'any', EndpointId: 'string' },
  required: ['Entries'],
}

/** Without buses of this server, events go where the SDK finds EventBridge. */
export function eventsIntegration(access: AwsAccess, own?: () => OwnBuses): Integration {
  const clientFor = perRegion(async (region) => {
    const sdk = await import('@aws-sdk/client-eventbridge')
    return {
      sdk,
      client: new sdk.EventBridgeClient(clientSettings(access, { service: 'eventbridge', region })),
    }
  })

  async function putOnAws(call: TaskCall, entries: readonly OutgoingEvent[]): Promise<Outcome<EventsAnswer>> {
    const { sdk, client } = await clientFor(call.region)
    const sent = entries.map(({ Time: time, Resources: resources, ...entry }) => ({
      ...entry,
      Resources: [...resources],
      ...(time !== undefined && { Time: new Date(time) }),
    }))
    try {
      const command = new sdk.PutEventsCommand({ Entries: sent })
      sendTraceHeader(command, call)
      return await client.send(command, { abortSignal: call.signal })
    } catch (error) {
      return sdkError(names, error, (thrown) => thrown.constructor !== sdk.EventBridgeServiceException)
    }
  }

  return {
    service: 'events',
    actions: { putEvents: ['request-response', 'waitForTaskToken'] },
    async call(call) {
      const parameters = checkParameters(call.parameters, putEventsShape)
      const entries = parameters instanceof AslError ? parameters : readEntries(parameters, call)
      if (entries instanceof AslError) return entries
      const key = call.idempotencyKey
      const answer = await (own ? own().put(call, entries, { key }) : putOnAws(call, entries))
      return answer instanceof AslError ? answer : taskAnswer(answer)
    },
  }
}

function taskAnswer({
  Entries: entries = [],
  FailedEntryCount: failed = 0,
}: EventsAnswer): Outcome<TaskAnswer> {
  const shown = entries.map(
    (entry) =>
      Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as JsonObject,
  )
  const output = { Entries: shown, FailedEntryCount: failed }
  return failed > 0 ? new AslError('EventBridge.FailedEntry', printJson(output)) : { output }
}

function readEntries(parameters: JsonObject, call: TaskCall): readonly OutgoingEvent[] | AslError {
  const entries = parameters['Entries']
  if (!isArray(entries) || !entries.every(isObject))
    return new AslError(
      'States.Runtime',
      `The Parameters '${printJson(parameters)}' could not be used to start the Task: [The value of the field 'Entries' has an invalid format]`,
    )
  return entries.map((entry) => readEntry(entry, call))
}

function readEntry(entry: JsonObject, call: TaskCall): OutgoingEvent {
  const { executionArn, stateMachineArn, traceHeader } = call
  const { Detail: detail, Resources: resources, Time: time } = entry
  const given = isArray(resources) ? resources.map(String) : []
  const at = timeOf(time)
  return {
    // An event belongs to the trace of its task, unless the entry names another one.
    ...(traceHeader !== undefined && { TraceHeader: traceHeader }),
    ...textMembers(entry),
    ...(detail !== undefined && detail !== null && { Detail: asText(detail) }),
    ...(at !== undefined && { Time: at }),
    Resources: [...given, executionArn, stateMachineArn],
  }
}

const textNames = ['Source', 'DetailType', 'EventBusName', 'TraceHeader'] as const

function textMembers(entry: JsonObject): Partial<Record<(typeof textNames)[number], string>> {
  const present = textNames.filter((name) => entry[name] !== undefined && entry[name] !== null)
  return Object.fromEntries(present.map((name) => [name, asText(entry[name]!)]))
}

/** A timestamp as a text, or the seconds since the epoch. */
function timeOf(time: Json | undefined): number | undefined {
  if (typeof time === 'number') return time * 1000
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
