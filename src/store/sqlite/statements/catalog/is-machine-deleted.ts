import type { DatabaseSync } from 'node:sqlite'

/** Whether a state machine is deleted and its row only waits for its last execution to go. */
export function isMachineDeleted(database: DatabaseSync) {
  const statement = database.prepare(`SELECT 1 FROM machines WHERE id = ? AND deleted_at IS NOT NULL`)
  return (id: number): boolean => statement.get(id) !== undefined
}
