import type { DatabaseSync } from 'node:sqlite'

/** Deletes a Map Run whose execution is gone, once its last child is. */
export function deleteChildlessMapRun(database: DatabaseSync) {
  const statement = database.prepare(`
    DELETE FROM map_runs WHERE id = ?
      AND NOT EXISTS (SELECT 1 FROM executions e WHERE e.id = map_runs.execution_id)
      AND NOT EXISTS (SELECT 1 FROM executions c WHERE c.map_run_id = map_runs.id) RETURNING layout`)
  return (id: number) => statement.all(id) as unknown as readonly { layout: string | null }[]
}
