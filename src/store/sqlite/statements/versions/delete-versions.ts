import type { DatabaseSync } from 'node:sqlite'

/** Deletes all versions of a state machine. */
export function deleteVersions(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM versions WHERE machine_id = ?`)
  return (machineId: number): void => void statement.run(machineId)
}
