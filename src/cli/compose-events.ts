/** Events of a server or a run: who is told of what, and where events of workflows go. */
import type { Limits, Namespace } from '#base'
import { systemClock, type Engine } from '#engine'
import type { Functions } from '#functions'
import { eventsIntegration, serviceEndpoint, type AwsAccess, type Integration } from '#integrations'
import type { Store } from '#store'
import { openEvents, type DeliveryOutcome, type Events } from '#triggers'
import type { Logger } from 'pino'
import type { ConfigFile } from './config-file.ts'

export interface EventSettings {
  readonly store: Store
  readonly limits: Limits
  readonly config: ConfigFile
  readonly access: AwsAccess
  /** The namespace of what does not say its own. */
  readonly namespace: Namespace
  readonly observeDelivery?: (target: string, outcome: DeliveryOutcome) => void
  readonly logger: Logger
}

export interface EventRooms {
  readonly engine: () => Engine
  readonly functions: () => Functions
}

/** The events, which nobody delivers before `deliveries.open()`, and the way that those of workflows take. */
export async function composeEvents(
  settings: EventSettings,
  rooms: EventRooms,
): Promise<{ readonly events: Events; readonly integration: Integration }> {
  const { store, access, config, limits, namespace, logger, observeDelivery } = settings
  const events = await openEvents({
    ...rooms,
    store,
    access,
    clock: systemClock(),
    config: config.statusEvents,
    region: namespace.region,
    entryBytesMax: limits.payloadBytesMax,
    log: logger,
    ...(observeDelivery && { observe: observeDelivery }),
  })
  const own = reachesEventBridge(settings) ? undefined : () => events.intake
  return { events, integration: eventsIntegration(access, own) }
}

/** EventBridge is somewhere else where the configuration says so, or the environment has an address of it. */
function reachesEventBridge({ config, access, namespace }: EventSettings): boolean {
  const place = { service: 'eventbridge', region: namespace.region }
  const isRouted = access.routes?.some(({ service }) => service === place.service) ?? false
  return isRouted || config.eventBus === 'aws' || serviceEndpoint(access, place) !== undefined
}
