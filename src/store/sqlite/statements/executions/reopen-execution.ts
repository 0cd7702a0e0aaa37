import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'
import type { ChildColumns } from '../../writer/map-run-tally.ts'

/** Lets an execution that has ended without success run again; what it was before, undefined where it is no such one. */
export function reopenExecution(database: DatabaseSync) {
  const before = database.prepare(`
    SELECT status, cause, output, map_run_id AS mapRunId, item_count AS itemCount
    FROM executions WHERE id = ? AND status > 1`)
  const reopen = database.prepare(`
    UPDATE executions SET status = 0, stopped_at = NULL, error = NULL, error_sealed = NULL, error_hash = NULL, output = NULL, cause = NULL,
      redrive_count = ?, redriven_at = ?, redrive_tokens = ?
    WHERE id = ?`)
  return (row: ReopenedRow): ClosedRow | undefined => {
    const closed = before.get(row.id) as ClosedRow | undefined
    if (closed) reopen.run(row.count, row.at, row.tokens, row.id)
    return closed
  }
}

export interface ReopenedRow {
  readonly id: number
  readonly count: number
  readonly at: number
  readonly tokens: string
}

interface ClosedRow extends ChildColumns {
  /** Its number in `statuses`. */
  readonly status: number
  readonly cause: StoredValue | null
  readonly output: StoredValue | null
}
