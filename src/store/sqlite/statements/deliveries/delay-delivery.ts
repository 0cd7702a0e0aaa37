import type { DatabaseSync } from 'node:sqlite'

/** Counts a failed attempt, and delays the delivery with all that is ordered behind it. */
export function delayDelivery(database: DatabaseSync) {
  const failed = database.prepare(`
    UPDATE deliveries SET due_at = ?, attempts = attempts + 1, error = ? WHERE id = ? AND due_at IS NOT NULL
    RETURNING queue_id AS queueId, ordered_by AS orderedBy`)
  const behind = database.prepare(delayBehindSql)
  return (id: number, dueAt: number, error: string): void => {
    for (const { queueId, orderedBy } of failed.all(dueAt, error, id) as unknown as readonly Order[])
      if (orderedBy !== null) behind.run(dueAt, queueId, orderedBy, dueAt)
  }
}

export const delayBehindSql = `
  UPDATE deliveries SET due_at = ? WHERE queue_id = ? AND ordered_by = ? AND due_at IS NOT NULL AND due_at < ?`

interface Order {
  readonly queueId: number
  readonly orderedBy: string | null
}
