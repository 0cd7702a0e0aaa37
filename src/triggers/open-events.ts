/**
 * Events, put together: status changes, event buses, and the deliveries of both.
 *
 * It opens before the engine, which tells it of changes from its first turn on, and begins to deliver behind it.
 */
import type { Clock, Engine, StatusEvents } from '#engine'
import type { Functions } from '#functions'
import type { AwsAccess } from '#integrations'
import type { ConnectionReads, DeliveryReads, EventBusReads } from '#store'
import { EventBuses } from './bus/event-buses.ts'
import { EventsIntake } from './bus/put-events.ts'
import { Connections } from './connections/connections.ts'
import { Deliveries } from './deliveries/deliveries.ts'
import type { DeliveryOutcome } from './deliveries/port.ts'
import type { TriggerLog } from './object-created.ts'
import { StatusChanges } from './status-events/status-changes.ts'
import type { StatusEventsConfig } from './status-events/status-events-config.ts'
import { statusTargets } from './status-events/status-target.ts'
import { awsTargets } from './targets/aws-targets.ts'

export interface EventsOptions {
  readonly store: ConnectionReads & DeliveryReads & EventBusReads
  readonly engine: () => Pick<Engine, 'start' | 'writeEvents'>
  readonly functions: () => Functions
  readonly access: AwsAccess
  readonly clock: Pick<Clock, 'now' | 'after' | 'uuid'>
  readonly config: StatusEventsConfig
  /** Of targets that do not say theirs. */
  readonly region: string
  readonly entryBytesMax: number
  readonly log: TriggerLog
  readonly observe?: (queue: string, outcome: DeliveryOutcome) => void
  readonly random?: () => number
}

export interface Events {
  readonly statusEvents: StatusEvents
  readonly buses: EventBuses
  /** Those that the API has made. */
  readonly connections: Connections
  readonly intake: EventsIntake
  readonly deliveries: Deliveries
}

/** Reads buses and rules. Deliveries begin with `deliveries.open()`, once the engine is there, and end before it. */
export async function openEvents(options: EventsOptions): Promise<Events> {
  const { store, engine, functions, access, clock, config, log, observe = () => undefined } = options
  const targets = { aws: awsTargets(access), functions, engine, now: () => clock.now() }
  const buses = await EventBuses.open({ store, engine, now: targets.now, targets })
  const configured = statusTargets(targets, config.targets, options.region)
  const targetOf = (queue: string) => configured.get(queue) ?? buses.targetOf(queue)
  const random = options.random ?? Math.random
  const deliveries = new Deliveries({ store, engine, clock, random, log, targetOf, observe })
  const written = deliveries.written.bind(deliveries)
  const { entryBytesMax } = options
  const uuid = () => clock.uuid()
  const intake = new EventsIntake({ buses, engine, now: targets.now, uuid, written, entryBytesMax })
  const connections = new Connections({ store, engine, now: targets.now, uuid })
  return {
    statusEvents: new StatusChanges({ config, buses, written }),
    buses,
    connections,
    intake,
    deliveries,
  }
}
