import type { DatabaseSync } from 'node:sqlite'

/** Deletes the row of an execution. */
export function deleteExecution(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM executions WHERE id = ?`)
  return (id: number): void => void statement.run(id)
}
