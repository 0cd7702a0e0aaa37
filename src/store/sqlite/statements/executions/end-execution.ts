import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'
import type { ChildColumns } from '../../writer/map-run-tally.ts'

/** Gives a running execution its final status, and says whose child it is; undefined where it was not running. */
export function endExecution(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE executions SET status = ?, stopped_at = ?, error = ?, output = ?, cause = ? WHERE id = ? AND status = 0
    RETURNING map_run_id AS mapRunId, item_count AS itemCount`)
  return (id: number, end: EndColumns) =>
    statement.get(end.status, end.stoppedAt, end.error, end.output, end.cause, id) as ChildColumns | undefined
}

/** How an execution ended; all but the status are null while it runs. The status is its number in `statuses`. */
export interface EndColumns {
  readonly status: number
  readonly stoppedAt: number | null
  readonly error: string | null
  readonly output: StoredValue | null
  readonly cause: StoredValue | null
}
