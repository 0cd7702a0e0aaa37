/** The console's API about events that were given up: listed, and sent again. */
import type { Json } from '#base'
import type { Delivery } from '#store'
import { bodyMembers, optionalText } from '../console-body.ts'
import type { ConsoleCall, ConsoleRoute } from '../console-route.ts'
import { ServiceUnavailable, ValidationException } from '../common-errors.ts'
import type { Events } from '#triggers'

/** `GET dead-events?target=&after=` and `POST dead-events/redeliver` with `{ target? }`; of the caller's account. */
export const deadEventRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: 'dead-events', needs: 'read', run: list },
  { method: 'POST', path: 'dead-events/redeliver', needs: 'operate', run: redeliver },
]

const pageSize = 100

async function list({ service, caller: { account }, parameter }: ConsoleCall): Promise<object> {
  const queue = parameter('target')
  const after = Number(parameter('after') || 0)
  if (!Number.isSafeInteger(after) || after < 0)
    throw new ValidationException(`'after' is ${parameter('after')}; expected the id of a dead event`)
  const dead = await eventsOf(service).deliveries.dead({
    account,
    ...(queue !== '' && { queue }),
    after,
    limit: pageSize,
  })
  const last = dead.length === pageSize ? dead.at(-1)!.id : undefined
  return { events: dead.map(shown), ...(last !== undefined && { next: last }) }
}

async function redeliver({ service, caller: { account }, body }: ConsoleCall): Promise<object> {
  const queue = optionalText(bodyMembers(body, ['target']), 'target')
  const of = { account, ...(queue !== undefined && { queue }) }
  return { redelivered: await eventsOf(service).deliveries.revive(of) }
}

function shown({ id, queue, attempts, createdAt, diedAt, error, event }: Delivery): Json {
  return {
    id,
    target: queue,
    attempts,
    createdAt,
    ...(diedAt !== undefined && { diedAt }),
    ...(error !== undefined && { error }),
    event,
  }
}

function eventsOf({ events }: ConsoleCall['service']): Events {
  if (events) return events
  throw new ServiceUnavailable('This server delivers no events.')
}
