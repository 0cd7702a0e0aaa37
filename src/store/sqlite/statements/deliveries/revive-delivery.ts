import type { DatabaseSync } from 'node:sqlite'

/** Lets a delivery that was given up be tried again. */
export function reviveDelivery(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE deliveries SET due_at = ?, created_at = ?, died_at = NULL, attempts = 0, error = NULL
    WHERE id = ? AND died_at IS NOT NULL`)
  return (id: number, at: number): void => void statement.run(at, at, id)
}
