import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

export interface EventColumn {
  readonly event: StoredValue
}

/** Deletes deliveries that were given up before an instant; their events. */
export function deleteDeadDeliveries(database: DatabaseSync) {
  const statement = database.prepare(deleteDeadDeliveriesSql)
  return (before: number, limit: number) => statement.all(before, limit) as unknown as readonly EventColumn[]
}

export const deleteDeadDeliveriesSql = `
  DELETE FROM deliveries WHERE id IN (
    SELECT id FROM deliveries INDEXED BY deliveries_dead
    WHERE id > 0 AND died_at IS NOT NULL AND died_at < ? ORDER BY id LIMIT ?)
  RETURNING event`
