import type { DatabaseSync } from 'node:sqlite'

/** Deletes the history of an execution; the layouts of its chunks. */
export function deleteHistory(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM history WHERE execution_id = ? RETURNING layout`)
  return (executionId: number) => statement.all(executionId) as unknown as readonly LayoutRow[]
}

/** What a deleted row held of shared payloads. */
export interface LayoutRow {
  readonly layout: string | null
}
