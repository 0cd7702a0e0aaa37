import type { DatabaseSync } from 'node:sqlite'

/** Deletes all values of an execution. */
export function deleteSearchValues(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM search_values WHERE execution_id = ?`)
  return (executionId: number): void => void statement.run(executionId)
}
