import type { DatabaseSync } from 'node:sqlite'

/** Deletes the Map Runs of an execution that have no children any more. */
export function deleteMapRuns(database: DatabaseSync) {
  const statement = database.prepare(`
    DELETE FROM map_runs WHERE execution_id = ?
      AND NOT EXISTS (SELECT 1 FROM executions c WHERE c.map_run_id = map_runs.id) RETURNING layout`)
  return (executionId: number) =>
    statement.all(executionId) as unknown as readonly { layout: string | null }[]
}
