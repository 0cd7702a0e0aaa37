import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

/** Adds a delivery; it is due now, or with what it is ordered behind. */
export function insertDelivery(database: DatabaseSync) {
  const statement = database.prepare(insertDeliverySql)
  return ({ account, queueId, orderedBy, createdAt, event }: NewDeliveryRow): void => {
    statement.run(queueId, orderedBy, account, createdAt, createdAt, queueId, orderedBy, event)
  }
}

export const insertDeliverySql = `
  INSERT INTO deliveries (queue_id, ordered_by, account, created_at, due_at, event)
  VALUES (?, ?, ?, ?, max(?, coalesce((
    SELECT max(due_at) FROM deliveries WHERE queue_id = ? AND ordered_by = ? AND due_at IS NOT NULL), 0)), ?)`

export interface NewDeliveryRow {
  readonly account: string
  readonly queueId: number
  readonly orderedBy: string | null
  readonly createdAt: number
  readonly event: StoredValue
}
