/**
 * The log events of executions, put into the log groups that their state machines name.
 *
 * Neighbours: `outbox` (what waits, retries, drops), the engine's log events (what they say).
 *
 * 1. A log group is never made here, for whoever names one has made it; a log stream is, when its first event comes.
 * 2. A stream is that of one state machine, one hour and one process, so that its events come in one order from one
 *    writer: `states/NAME/2026-01-31-13-00/ID`.
 */
import { randomBytes } from 'node:crypto'
import { parseArn, utf8Length, type Instant } from '#base'
import type { InputLogEvent, PutLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs'
import { Outbox, type OutboxLog, type OutboxStatistics, type OutboxTimes, type Refusal } from './outbox.ts'
import { clientSettings, perRegion, type AwsAccess } from './service-client.ts'

/** One event, on its way. */
export interface DeliveredLogEvent {
  /** As a logging configuration has it, with `:*` behind it. */
  readonly logGroupArn: string
  readonly stateMachineName: string
  readonly timestamp: Instant
  readonly message: string
}

export interface CloudWatchLogsOptions {
  readonly access: AwsAccess
  readonly say: OutboxLog
  readonly times?: Partial<OutboxTimes>
  /** Bytes of all events that wait. */
  readonly waitingBytesMax?: number
}

export interface CloudWatchLogs {
  /** Takes the event, or drops it where too many wait. */
  add(event: DeliveredLogEvent): void
  readonly statistics: OutboxStatistics
  /** Puts what waits, for some seconds at most. */
  close(): Promise<void>
}

/** What PutLogEvents takes at once, and what it counts for each event besides its message. */
const batchLimits = { countMax: 10_000, sizeMax: 1_048_576 }
const eventBytes = 26
const waitingBytesMaxDefault = 64 * 1024 * 1024
/** Streams that are known to be there. */
const streamsMax = 10_000

export function cloudWatchLogs(options: CloudWatchLogsOptions): CloudWatchLogs {
  const delivery = new Delivery(options.access)
  const outbox = new Outbox<InputLogEvent>({
    of: 'log events',
    sizeMax: options.waitingBytesMax ?? waitingBytesMaxDefault,
    batch: batchLimits,
    sizeOf: ({ message }) => utf8Length(message ?? '') + eventBytes,
    send: (events, lane) => delivery.put(events, lane),
    say: options.say,
    ...(options.times && { times: options.times }),
  })
  const id = randomBytes(4).toString('hex')
  return {
    add({ logGroupArn, stateMachineName, timestamp, message }) {
      const stream = `states/${stateMachineName}/${hourOf(timestamp)}/${id}`
      outbox.add({ timestamp, message }, `${logGroupArn} ${stream}`)
    },
    get statistics() {
      return outbox.statistics
    },
    close: () => outbox.close(),
  }
}

/** `2026-01-31-13-00`, in UTC. */
function hourOf(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 13).replace('T', '-')}-00`
}

interface Place {
  readonly region: string
  readonly logGroupName: string
  readonly logStreamName: string
}

class Delivery {
  readonly #streams = new Set<string>()
  readonly #clientFor

  constructor(access: AwsAccess) {
    this.#clientFor = perRegion(async (region) => {
      const sdk = await import('@aws-sdk/client-cloudwatch-logs')
      return {
        sdk,
        client: new sdk.CloudWatchLogsClient(clientSettings(access, { service: 'cloudwatch-logs', region })),
      }
    })
  }

  /** Rejects where it is to be tried again. */
  async put(events: readonly InputLogEvent[], lane: string): Promise<Refusal | undefined> {
    const place = placeOf(lane)
    if (!place) return { count: events.length, reason: `${lane} names no log group` }
    try {
      if (!this.#streams.has(lane)) await this.#createStream(place)
      this.#streams.add(lane)
      if (this.#streams.size > streamsMax) this.#streams.clear()
      return rejected(await this.#putEvents(place, events))
    } catch (error) {
      // Somebody has deleted the stream, or the group: it is looked at again where that may help.
      const wasKnown = this.#streams.delete(lane)
      if (isGone(error) && wasKnown) throw error
      if (isFinal(error)) return { count: events.length, reason: messageOf(error, place) }
      throw error
    }
  }

  async #createStream({ region, logGroupName, logStreamName }: Place): Promise<void> {
    const { sdk, client } = await this.#clientFor(region)
    try {
      await client.send(new sdk.CreateLogStreamCommand({ logGroupName, logStreamName }))
    } catch (error) {
      if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error
    }
  }

  async #putEvents(
    { region, logGroupName, logStreamName }: Place,
    events: readonly InputLogEvent[],
  ): Promise<PutLogEventsCommandOutput> {
    const { sdk, client } = await this.#clientFor(region)
    // The executions of a state machine write at the same time; a batch has to be in the order of its times.
    const logEvents = events.toSorted((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
    return client.send(new sdk.PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
  }
}

function placeOf(lane: string): Place | undefined {
  const [logGroupArn, logStreamName] = lane.split(' ') as [string, string]
  const arn = parseArn(logGroupArn)
  const logGroupName = /^log-group:([^:]+)(?::\*)?$/.exec(arn?.resource ?? '')?.[1]
  if (!arn || logGroupName === undefined) return undefined
  return { region: arn.region, logGroupName, logStreamName }
}

/** Events that are too old or too far in the future. */
function rejected({ rejectedLogEventsInfo: info }: PutLogEventsCommandOutput): Refusal | undefined {
  if (!info) return undefined
  const old = Math.max(info.tooOldLogEventEndIndex ?? 0, info.expiredLogEventEndIndex ?? 0)
  return { count: old, reason: 'they are older than the log group keeps events' }
}

function isGone(error: unknown): boolean {
  return (error as Error).name === 'ResourceNotFoundException'
}

/** What would be refused again: the request is at fault, or its sender. Throttling is not. */
function isFinal(error: unknown): boolean {
  const { name, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode
  if (status === undefined || /Throttl|LimitExceeded|ServiceUnavailable|ExpiredToken/.test(name)) return false
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}

function messageOf(error: unknown, { logGroupName, region }: Place): string {
  const { name, message } = error as Error
  return `${name} of the log group ${logGroupName} in ${region}: ${message}`
}
