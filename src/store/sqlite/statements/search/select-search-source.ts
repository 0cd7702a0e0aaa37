import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

/** What an execution is indexed from: of a state machine's own ones, not of children of Map Runs. */
export function selectSearchSource(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT id AS executionId, machine_id AS machineId, redrive_count AS redriveCount, input, output
    FROM executions WHERE id = ? AND map_run_id IS NULL`)
  return (id: number) => statement.get(id) as SearchSourceRow | undefined
}

export interface SearchSourceRow {
  readonly executionId: number
  readonly machineId: number
  readonly redriveCount: number
  readonly input: StoredValue
  readonly output: StoredValue | null
}
