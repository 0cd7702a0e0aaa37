import type { DatabaseSync } from 'node:sqlite'

/** The frames of an execution that has ended wait for nothing any more: those that did leave the indexes. */
export function settleFrames(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE frames SET due_at = NULL, pending = NULL, queued_activity_id = NULL, queued_at = NULL
    WHERE execution_id = ? AND (due_at IS NOT NULL OR pending IS NOT NULL OR queued_at IS NOT NULL)`)
  return (executionId: number): void => void statement.run(executionId)
}
