import type { DatabaseSync } from 'node:sqlite'
import type { DeadQuery } from '../../../deliveries-port.ts'
import { deliveryColumns, type DeliveryRow } from './delivery-columns.ts'

/** A page of the deliveries that were given up, the oldest first. */
export function listDeadDeliveries(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${deliveryColumns} FROM deliveries INDEXED BY deliveries_dead
    WHERE died_at IS NOT NULL AND id > :after
      AND (:account IS NULL OR account = :account) AND (:queue IS NULL OR queue_id = (SELECT id FROM delivery_queues WHERE name = :queue))
    ORDER BY id LIMIT :limit`)
  return ({ after, account, queue, limit }: DeadQuery) => {
    const values = { after: after ?? 0, account: account ?? null, queue: queue ?? null, limit }
    return statement.all(values) as unknown as readonly DeliveryRow[]
  }
}
