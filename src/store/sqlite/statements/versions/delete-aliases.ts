import type { DatabaseSync } from 'node:sqlite'

/** Deletes all aliases of a state machine. */
export function deleteAliases(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM aliases WHERE machine_id = ?`)
  return (machineId: number): void => void statement.run(machineId)
}
