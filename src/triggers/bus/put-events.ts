/**
 * Events onto a bus: each is checked, matched with the bus's rules and written, once for each target, before the answer.
 *
 * 1. Accepted is durable: the entries of a request that match anything are one commit.
 */
import { isObject, parseArn, tryParseJson, utf8Length, type Instant, type Namespace } from '#base'
import type { Engine } from '#engine'
import type { NewDelivery } from '#store'
import { eventText, parseEvent, type BusEvent } from '../events/bus-event.ts'
import { uuidOf } from '../events/uuid-of.ts'
import { defaultBus, type EventBuses } from './event-buses.ts'

/** As PutEvents has it; the time is an instant. */
export interface EventEntry {
  readonly Source?: string
  readonly DetailType?: string
  readonly Detail?: string
  readonly Resources?: readonly string[]
  readonly Time?: Instant
  /** A name or an ARN. */
  readonly EventBusName?: string
}

export type EntryResult =
  | { readonly EventId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string }

export interface EventsPut {
  readonly FailedEntryCount: number
  readonly Entries: readonly EntryResult[]
}

export interface PutEventsServices {
  readonly buses: EventBuses
  readonly engine: () => Pick<Engine, 'writeEvents'>
  readonly now: () => Instant
  readonly uuid: () => string
  readonly written: (deliveries: readonly NewDelivery[]) => void
  /** Bytes of one entry. */
  readonly entryBytesMax: number
}

export interface PutEventsOptions {
  /** The ids of the events follow from it, so that a request that is sent again makes the same events. */
  readonly key?: string
  /** The same, with one for each entry. */
  readonly keys?: readonly string[]
}

export class EventsIntake {
  readonly #services: PutEventsServices

  constructor(services: PutEventsServices) {
    this.#services = services
  }

  /** Resolves once the accepted entries are durable. */
  async put(
    at: Namespace,
    entries: readonly EventEntry[],
    options: PutEventsOptions = {},
  ): Promise<EventsPut> {
    const { engine, uuid, written } = this.#services
    const deliveries: NewDelivery[] = []
    const results = entries.map((entry, i): EntryResult => {
      const refused = this.#refusal(at, entry)
      if (refused) return refused
      const key = options.keys?.[i] ?? (options.key === undefined ? undefined : `${options.key}/${i}`)
      const id = key === undefined ? uuid() : uuidOf(key)
      deliveries.push(...this.#deliveriesOf(this.#eventOf(at, entry, id), busName(entry)))
      return { EventId: id }
    })
    await engine().writeEvents(deliveries.map((delivery) => ({ kind: 'deliver', delivery })))
    written(deliveries)
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results }
  }

  #deliveriesOf(event: BusEvent, bus: string): readonly NewDelivery[] {
    const { buses, now } = this.#services
    if (!buses.listens(event, bus)) return []
    const text = eventText(event)
    const { account } = event
    const createdAt = now()
    return buses
      .queuesFor(event, bus, parseEvent(text))
      .map((queue) => ({ account, queue, createdAt, event: text }))
  }

  #eventOf({ account, region }: Namespace, entry: EventEntry, id: string): BusEvent {
    return {
      id,
      account,
      region,
      source: entry.Source!,
      detailType: entry.DetailType!,
      time: entry.Time ?? this.#services.now(),
      resources: entry.Resources ?? [],
      detail: entry.Detail!,
    }
  }

  #refusal(at: Namespace, entry: EventEntry): EntryResult | undefined {
    const { buses, entryBytesMax } = this.#services
    for (const name of ['Source', 'DetailType', 'Detail'] as const)
      if (!entry[name])
        return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`)
    const { Source: source = '', Detail: detail = '' } = entry
    if (source.startsWith('aws.'))
      return { ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'Not authorized for the source.' }
    if (!isObject(tryParseJson(detail)))
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    if (utf8Length(detail) > entryBytesMax)
      return invalid(`Parameter Detail is not valid. Reason: it is longer than ${entryBytesMax} bytes.`)
    const arn = parseArn(entry.EventBusName ?? '')
    if (arn && (arn.account !== at.account || arn.region !== at.region))
      return invalid(
        `Event bus ${entry.EventBusName} is not in account ${at.account} and region ${at.region}.`,
      )
    const bus = busName(entry)
    return buses.has(at, bus) ? undefined : invalid(`Event bus ${bus} does not exist.`)
  }
}

function invalid(ErrorMessage: string): EntryResult {
  return { ErrorCode: 'InvalidArgument', ErrorMessage }
}

/** The name in an event bus's name or ARN. */
export function busNameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn.slice(nameOrArn.indexOf('event-bus/') + 'event-bus/'.length)
    : nameOrArn
}

function busName({ EventBusName: name = defaultBus }: EventEntry): string {
  return busNameOf(name)
}
