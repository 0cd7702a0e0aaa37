import type { DatabaseSync } from 'node:sqlite'

/** Deletes the interventions of an execution. */
export function deleteInterventions(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM interventions WHERE execution_id = ?`)
  return (executionId: number): void => void statement.run(executionId)
}
