import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

/** Gives a running execution its final status; how many rows it changed (none where it was not running). */
export function endExecution(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE executions SET status = ?, stopped_at = ?, error = ?, output = ?, cause = ? WHERE id = ? AND status = 0`)
  return (id: number, end: EndColumns): number =>
    Number(statement.run(end.status, end.stoppedAt, end.error, end.output, end.cause, id).changes)
}

/** How an execution ended; all but the status are null while it runs. The status is its number in `statuses`. */
export interface EndColumns {
  readonly status: number
  readonly stoppedAt: number | null
  readonly error: string | null
  readonly output: StoredValue | null
  readonly cause: StoredValue | null
}
