import type { DatabaseSync } from 'node:sqlite'

/** The ids of the executions that were forked from one, the newest first. */
export function listForks(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT execution_id AS id FROM interventions WHERE source_arn = ? AND event_id = 1
    ORDER BY execution_id DESC LIMIT ?`)
  return (executionArn: string, limit: number): readonly number[] =>
    (statement.all(executionArn, limit) as { id: number }[]).map(({ id }) => id)
}
