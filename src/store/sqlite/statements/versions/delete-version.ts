import type { DatabaseSync } from 'node:sqlite'

/** Deletes a version; its revision stays. */
export function deleteVersion(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM versions WHERE machine_id = ? AND number = ?`)
  return (machineId: number, number: number): void => void statement.run(machineId, number)
}
