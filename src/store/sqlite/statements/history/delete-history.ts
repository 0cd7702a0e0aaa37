import type { DatabaseSync } from 'node:sqlite'

/** Deletes up to so many chunks of an execution's history, the last first; their layouts. */
export function deleteHistory(database: DatabaseSync) {
  const statement = database.prepare(`
    DELETE FROM history WHERE key IN (
      SELECT key FROM history WHERE execution_id = ? ORDER BY first_event_id DESC LIMIT ?
    ) RETURNING layout`)
  return (executionId: number, limit: number) =>
    statement.all(executionId, limit) as unknown as readonly LayoutRow[]
}

/** What a deleted row held of shared payloads. */
export interface LayoutRow {
  readonly layout: string | null
}
