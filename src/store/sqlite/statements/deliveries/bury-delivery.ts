import type { DatabaseSync } from 'node:sqlite'

/** Gives a delivery up. */
export function buryDelivery(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE deliveries SET due_at = NULL, died_at = ?, attempts = attempts + 1, error = ?
    WHERE id = ? AND due_at IS NOT NULL`)
  return (id: number, at: number, error: string): void => void statement.run(at, error, id)
}
