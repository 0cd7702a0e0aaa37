import type { DatabaseSync } from 'node:sqlite'

/** Up to which row of the history executions are indexed, and the newest row. */
export function selectSearchProgress(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT position, (SELECT coalesce(max(key), 0) FROM history) AS newest FROM search_progress WHERE id = 1`)
  return () => statement.get() as { readonly position: number; readonly newest: number }
}
