import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

/** The executions that closed before an instant, the earliest first. */
export function closedExecutions(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT id, machine_id AS machineId, status, input, output, cause FROM executions
    WHERE stopped_at < ? ORDER BY stopped_at LIMIT ?`)
  return (before: number, limit: number) =>
    statement.all(before, limit) as unknown as readonly ClosedExecutionRow[]
}

export interface ClosedExecutionRow {
  readonly id: number
  readonly machineId: number
  readonly status: number
  readonly input: StoredValue
  readonly output: StoredValue | null
  readonly cause: StoredValue | null
}
