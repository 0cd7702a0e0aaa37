/** The targets of the `statusEvents` section, as targets of deliveries. */
import { isObject, type Namespace } from '#base'
import { deadLetters } from '../deliveries/dead-letters.ts'
import type { DeliveryTarget, Send } from '../deliveries/port.ts'
import { eventIdOfText, parseEvent } from '../events/bus-event.ts'
import { busEntry } from '../targets/bus-entry.ts'
import { invokeFunction } from '../targets/invoke-function.ts'
import { postWebhook } from '../targets/webhook.ts'
import type { TargetServices } from '../bus/rule-target.ts'
import type { StatusTarget } from './status-events-config.ts'

const queuePrefix = 'status:'

export function statusQueueOf({ name }: Pick<StatusTarget, 'name'>): string {
  return queuePrefix + name
}

/** Each by the name of its queue. `region` is that of targets which do not say theirs. */
export function statusTargets(
  services: TargetServices,
  targets: readonly StatusTarget[],
  region: string,
): ReadonlyMap<string, DeliveryTarget> {
  return new Map(targets.map((target) => [statusQueueOf(target), statusTarget(services, target, region)]))
}

function statusTarget(services: TargetServices, target: StatusTarget, region: string): DeliveryTarget {
  const { retry, deadLetterQueue: queue, name } = target
  return {
    retry,
    send: senderOf(services, target, region),
    ...(queue !== undefined && { bury: deadLetters(services.aws, { queue, region, targetArn: name }) }),
  }
}

function senderOf(services: TargetServices, { to }: StatusTarget, region: string): Send {
  const { aws, functions, now } = services
  switch (to.kind) {
    case 'webhook':
      return ({ event: body }) => {
        const id = eventIdOfText(body)
        return postWebhook(to.webhook, { body, contentType: 'application/json', eventId: id, now: now() })
      }
    case 'queue':
      return ({ event: body, orderedBy = 'default' }) => {
        const deduplicationId = eventIdOfText(body)
        return aws.sendToQueue({ queue: to.queue, region, body, groupId: orderedBy, deduplicationId })
      }
    case 'eventBridge':
      return ({ event }) => {
        const { bus, source, endpoint } = to
        const entry = busEntry(parseEvent(event), { bus, source })
        const place = { region: to.region ?? region, ...(endpoint !== undefined && { endpoint }) }
        return aws.putOnBus({ ...place, entry })
      }
    case 'function':
      return ({ event: payload }) => {
        const { functionName } = to
        return invokeFunction(functions(), { functionName, payload, ...namespaceOf(payload) })
      }
  }
}

/** A function runs for the account of the execution. */
function namespaceOf(event: string): Namespace {
  const envelope = parseEvent(event)
  const { account, region } = isObject(envelope) ? envelope : {}
  return { account: String(account), region: String(region) }
}
