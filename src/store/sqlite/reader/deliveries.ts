/** Answers questions about deliveries. */
import type { DatabaseSync } from 'node:sqlite'
import type { Delivery } from '../../deliveries-port.ts'
import { textKind } from '../encryption/text-kind.ts'
import type { DeliveryRow } from '../statements/deliveries/delivery-columns.ts'
import { listDeadDeliveries } from '../statements/deliveries/list-dead-deliveries.ts'
import { listDeliveryQueues } from '../statements/deliveries/list-delivery-queues.ts'
import { nextDeliveries } from '../statements/deliveries/next-deliveries.ts'
import type { Reads } from '../wire/messages.ts'
import { present } from './present.ts'
import type { StoredTexts } from './stored-texts.ts'

type Names = 'nextDeliveries' | 'deadDeliveries' | 'deliveryQueues'

export function openDeliveryReads(database: DatabaseSync, texts: StoredTexts): Pick<Reads, Names> {
  const next = nextDeliveries(database)
  const dead = listDeadDeliveries(database)
  const toDelivery = (row: DeliveryRow): Delivery => {
    const { id, queue, account, createdAt, attempts, event, orderedBy, dueAt, diedAt, error } = row
    const always = { id, queue, account, createdAt, attempts, event: texts.value(event, textKind.event, 0) }
    return { ...always, ...present({ orderedBy, dueAt, diedAt, error }) }
  }

  return {
    nextDeliveries: (queue, limit, behind) => next(queue, limit, behind).map(toDelivery),
    deadDeliveries: (query) => dead(query).map(toDelivery),
    deliveryQueues: listDeliveryQueues(database),
  }
}
