import type { DatabaseSync } from 'node:sqlite'
import type { Stored } from '../../codec.ts'
import type { StoredValue } from '../../record.ts'
import type { ChildColumns } from '../../writer/map-run-tally.ts'

/** Gives a running execution its final status, and says whose child it is; undefined where it was not running. */
export function endExecution(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE executions SET status = ?, stopped_at = ?, error = ?, error_sealed = ?, output = ?, cause = ? WHERE id = ? AND status = 0
    RETURNING map_run_id AS mapRunId, item_count AS itemCount`)
  return (id: number, { status, stoppedAt, error, errorSealed, output, cause }: EndColumns) =>
    statement.get(status, stoppedAt, error, errorSealed, output, cause, id) as ChildColumns | undefined
}

/** How an execution ended; all but the status are null while it runs. The status is its number in `statuses`. */
export interface EndColumns {
  readonly status: number
  readonly stoppedAt: number | null
  readonly error: string | null
  /** Instead of the error where the store encrypts. */
  readonly errorSealed: Stored | null
  readonly output: StoredValue | null
  readonly cause: StoredValue | null
}
