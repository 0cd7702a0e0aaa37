import type { StoredValue } from '../../record.ts'

/** All of a delivery. */
export const deliveryColumns = `
  id, (SELECT name FROM delivery_queues WHERE id = queue_id) AS queue, ordered_by AS orderedBy, account, created_at AS createdAt, due_at AS dueAt, died_at AS diedAt,
  attempts, error, event`

export interface DeliveryRow {
  readonly id: number
  readonly queue: string
  readonly orderedBy: string | null
  readonly account: string
  readonly createdAt: number
  readonly dueAt: number | null
  readonly diedAt: number | null
  readonly attempts: number
  readonly error: string | null
  readonly event: StoredValue
}
