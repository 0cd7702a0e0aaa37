import type { DatabaseSync } from 'node:sqlite'

/** Up to so many of the last frames of an execution: how many, and from which id on. */
export function lastFrames(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT count(*) AS count, coalesce(min(frame_id), 0) AS "from" FROM (
      SELECT frame_id FROM frames WHERE execution_id = ? ORDER BY frame_id DESC LIMIT ?)`)
  return (executionId: number, limit: number) =>
    statement.get(executionId, limit) as unknown as { readonly count: number; readonly from: number }
}
