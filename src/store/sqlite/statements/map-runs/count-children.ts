import type { DatabaseSync } from 'node:sqlite'

/** Adds to the counts of a Map Run's children and of their items, in the order of `statuses`. */
export function countChildren(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE map_runs SET
      running = running + ?, succeeded = succeeded + ?, failed = failed + ?, timed_out = timed_out + ?,
      aborted = aborted + ?, items_running = items_running + ?, items_succeeded = items_succeeded + ?,
      items_failed = items_failed + ?, items_timed_out = items_timed_out + ?, items_aborted = items_aborted + ?
    WHERE id = ?`)
  return (mapRunId: number, children: readonly number[], items: readonly number[]): void =>
    void statement.run(...children, ...items, mapRunId)
}
