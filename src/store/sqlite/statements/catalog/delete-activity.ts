import type { DatabaseSync } from 'node:sqlite'

/** Deletes an activity. */
export function deleteActivity(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM activities WHERE id = ?`)
  return (id: number): void => void statement.run(id)
}
