import type { DatabaseSync } from 'node:sqlite'

/** Frees the name of a state machine whose executions are still kept. */
export function markMachineDeleted(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE machines SET status = 'DELETED', deleted_at = ? WHERE id = ?`)
  return (id: number, at: number): void => void statement.run(at, id)
}
