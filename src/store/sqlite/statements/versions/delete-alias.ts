import type { DatabaseSync } from 'node:sqlite'

/** Deletes an alias. */
export function deleteAlias(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM aliases WHERE machine_id = ? AND name = ?`)
  return (machineId: number, name: string): void => void statement.run(machineId, name)
}
