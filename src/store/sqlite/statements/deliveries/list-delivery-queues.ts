import type { DatabaseSync } from 'node:sqlite'
import type { DeliveryQueue } from '../../../deliveries-port.ts'

/** The queues that have deliveries, and how many. */
export function listDeliveryQueues(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT (SELECT name FROM delivery_queues WHERE id = queue_id) AS queue,
      count(due_at) AS waiting, count(died_at) AS dead
    FROM deliveries GROUP BY queue_id ORDER BY queue`)
  return () => statement.all().map((row) => ({ ...row })) as unknown as readonly DeliveryQueue[]
}
