import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

/**
 * The executions that closed before an instant, the earliest first. Those of a Map Run that is not over have to stay,
 * its children and its own execution: it still has to read what they gave.
 */
export function closedExecutions(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT id, machine_id AS machineId, map_run_id AS mapRunId, status, input, output, cause FROM executions e
    WHERE stopped_at < ?
      AND NOT EXISTS (SELECT 1 FROM map_runs r WHERE r.id = e.map_run_id AND r.status = 0)
      AND NOT EXISTS (SELECT 1 FROM map_runs r WHERE r.execution_id = e.id AND r.status = 0)
    ORDER BY stopped_at LIMIT ?`)
  return (before: number, limit: number) =>
    statement.all(before, limit) as unknown as readonly ClosedExecutionRow[]
}

export interface ClosedExecutionRow {
  readonly id: number
  readonly machineId: number
  readonly mapRunId: number | null
  readonly status: number
  readonly input: StoredValue
  readonly output: StoredValue | null
  readonly cause: StoredValue | null
}
