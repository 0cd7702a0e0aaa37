import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'
import type { ChildColumns } from '../../writer/map-run-tally.ts'
import type { EndColumns } from './end-execution.ts'

/** Adds the row of an execution, which may have ended in its first turn. */
export function insertExecution(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO executions
      (id, machine_id, revision, partition, name, started_at, trace_header, input, status, stopped_at, error, error_sealed, output,
       cause,
       map_run_id, item_count, version, alias)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return (row: NewExecutionRow): void => {
    statement.run(
      row.id,
      row.machineId,
      row.revision,
      row.partition,
      row.name,
      row.startedAt,
      row.traceHeader,
      row.input,
      row.status,
      row.stoppedAt,
      row.error,
      row.errorSealed,
      row.output,
      row.cause,
      row.mapRunId,
      row.itemCount,
      row.version,
      row.alias,
    )
  }
}

export interface NewExecutionRow extends EndColumns, ChildColumns {
  readonly id: number
  readonly machineId: number
  readonly revision: number
  readonly partition: number
  readonly name: string
  readonly startedAt: number
  readonly traceHeader: string | null
  readonly version: number | null
  readonly alias: string | null
  readonly input: StoredValue
}
