import type { DatabaseSync } from 'node:sqlite'
import type { DeliveryPlace } from '../../../deliveries-port.ts'
import { deliveryColumns, type DeliveryRow } from './delivery-columns.ts'

/** The deliveries of a queue that are due first, of those behind a place. */
export function nextDeliveries(database: DatabaseSync) {
  const statement = database.prepare(nextDeliveriesSql)
  return (queue: string, limit: number, { dueAt, id }: DeliveryPlace = before) =>
    statement.all(queue, dueAt, id, limit) as unknown as readonly DeliveryRow[]
}

const before: DeliveryPlace = { dueAt: Number.MIN_SAFE_INTEGER, id: 0 }

export const nextDeliveriesSql = `
  SELECT ${deliveryColumns} FROM deliveries
  WHERE queue_id = (SELECT id FROM delivery_queues WHERE name = ?) AND due_at IS NOT NULL AND (due_at, id) > (?, ?)
  ORDER BY due_at, id LIMIT ?`
