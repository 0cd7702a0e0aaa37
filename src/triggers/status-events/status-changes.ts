/**
 * Changes of status on their way to targets: those of the configuration, and those of rules on the default bus.
 *
 * 1. All deliveries of an execution to one target are in order.
 */
import type { Json, Namespace } from '#base'
import type { StatusChange, StatusEvents } from '#engine'
import type { NewDelivery } from '#store'
import { defaultBus, type EventBuses } from '../bus/event-buses.ts'
import { eventText, parseEvent } from '../events/bus-event.ts'
import { statusEvent } from './status-event.ts'
import type { StatusEventsConfig } from './status-events-config.ts'
import { statusQueueOf } from './status-target.ts'

export interface StatusChangesOptions {
  readonly config: StatusEventsConfig
  readonly buses: EventBuses
  readonly written: (deliveries: readonly NewDelivery[]) => void
}

export class StatusChanges implements StatusEvents {
  readonly #options: StatusChangesOptions

  constructor(options: StatusChangesOptions) {
    this.#options = options
  }

  wants(at: Namespace, type: StatusChange['type']): boolean {
    const { config, buses } = this.#options
    if (type === 'EXPRESS' && !config.express) return false
    return config.targets.length > 0 || buses.listens(at, defaultBus)
  }

  deliveriesFor(change: StatusChange): readonly NewDelivery[] {
    const { config, buses } = this.#options
    const text = eventText(statusEvent(change))
    // Parsed only where a pattern looks at it.
    let parsed: Json | undefined
    const event = (): Json => (parsed ??= parseEvent(text))
    const { account, id } = change.identity
    const targets = config.targets.filter(({ pattern }) => pattern?.matches(event()) ?? true)
    const queues = [
      ...targets.map(statusQueueOf),
      ...(buses.listens(change.identity, defaultBus)
        ? buses.queuesFor(change.identity, defaultBus, event())
        : []),
    ]
    const orderedBy = String(id)
    return queues.map((queue) => ({ account, queue, orderedBy, createdAt: change.at, event: text }))
  }

  written(deliveries: readonly NewDelivery[]): void {
    this.#options.written(deliveries)
  }
}
