import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** Adds the row of a Map Run, which is RUNNING and has no children. */
export function insertMapRun(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO map_runs
      (execution_id, frame_id, uuid, label, state_name, started_at, max_concurrency, tolerated_failure_count,
       tolerated_failure_percentage, layout, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return (row: NewMapRunRow): void => {
    statement.run(
      row.executionId,
      row.frameId,
      row.uuid,
      row.label,
      row.stateName,
      row.startedAt,
      row.maxConcurrency,
      row.toleratedFailureCount,
      row.toleratedFailurePercentage,
      row.layout,
      row.body,
    )
  }
}

export interface NewMapRunRow extends RecordColumns {
  readonly executionId: number
  readonly frameId: number
  readonly uuid: string
  readonly label: string
  readonly stateName: string
  readonly startedAt: number
  readonly maxConcurrency: number
  readonly toleratedFailureCount: number
  readonly toleratedFailurePercentage: number
}
