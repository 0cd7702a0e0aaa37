/** Writes of deliveries, and that their events' references to shared payloads are given back. */
import { unreachable } from '#base'
import type { DeliveryWrite } from '../../deliveries-port.ts'
import { buryDelivery } from '../statements/deliveries/bury-delivery.ts'
import { delayDelivery } from '../statements/deliveries/delay-delivery.ts'
import { deleteDeadDeliveries, type EventColumn } from '../statements/deliveries/delete-dead-deliveries.ts'
import { deleteDelivery } from '../statements/deliveries/delete-delivery.ts'
import { deliveryQueueId } from '../statements/deliveries/delivery-queue-id.ts'
import { insertDelivery } from '../statements/deliveries/insert-delivery.ts'
import { reviveDelivery } from '../statements/deliveries/revive-delivery.ts'
import type { WriterContext } from './apply-group.ts'
import type { SharedCells } from './shared-cells.ts'

/** New ones come as cells, for each may hold a large event; the others are rare or small. */
export type SmallDeliveryWrite = Exclude<DeliveryWrite, { kind: 'deliver' }>

export function openDelivering({ database }: WriterContext) {
  const insert = insertDelivery(database)
  const idOf = deliveryQueueId(database)
  // Of one group only: a queue that a group has put is gone where that group was rolled back.
  let group: SharedCells | undefined
  const known = new Map<string, number>()
  const queueIdOf = (cells: SharedCells, name: string): number => {
    if (cells !== group) known.clear()
    group = cells
    let id = known.get(name)
    if (id === undefined) known.set(name, (id = idOf(name)))
    return id
  }
  return {
    deliver(cells: SharedCells): void {
      const account = cells.text()
      const queueId = queueIdOf(cells, cells.text())
      const orderedBy = cells.textOrNull()
      const createdAt = cells.number()
      insert({ account, queueId, orderedBy, createdAt, event: cells.valueOfAccount(account) })
    },
  }
}

export function openDeliveryWriting({ database, payloads }: WriterContext) {
  const remove = deleteDelivery(database)
  const removeDead = deleteDeadDeliveries(database)
  const delay = delayDelivery(database)
  const bury = buryDelivery(database)
  const revive = reviveDelivery(database)
  const release = (removed: readonly EventColumn[]) => {
    for (const { event } of removed) payloads.releaseValue(event)
  }

  return (write: SmallDeliveryWrite): void => {
    switch (write.kind) {
      case 'settleDeliveries':
        return write.ids.forEach((id) => release(remove(id)))
      case 'delayDelivery':
        return delay(write.id, write.dueAt, write.error)
      case 'buryDelivery':
        return bury(write.id, write.at, write.error)
      case 'reviveDeliveries':
        return write.ids.forEach((id) => revive(id, write.at))
      case 'deleteDeadDeliveries':
        return release(removeDead(write.before, write.limit))
      default:
        return unreachable(write)
    }
  }
}
