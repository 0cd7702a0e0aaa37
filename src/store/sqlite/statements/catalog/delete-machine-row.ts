import type { DatabaseSync } from 'node:sqlite'

/** Deletes the row of a state machine. */
export function deleteMachineRow(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM machines WHERE id = ?`)
  return (id: number): void => void statement.run(id)
}
