import type { DatabaseSync } from 'node:sqlite'

/** The execution that a Map Run belongs to. */
export function mapRunExecution(database: DatabaseSync) {
  const statement = database.prepare(`SELECT execution_id AS executionId FROM map_runs WHERE id = ?`)
  return (id: number): number | undefined =>
    (statement.get(id) as { executionId: number } | undefined)?.executionId
}
