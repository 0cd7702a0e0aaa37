import type { DatabaseSync } from 'node:sqlite'
import type { LayoutRow } from '../history/delete-history.ts'

/** Deletes the messages for an execution that is deleted; their layouts. */
export function deleteMessages(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM inbox WHERE execution_id = ? RETURNING layout`)
  return (executionId: number) => statement.all(executionId) as unknown as readonly LayoutRow[]
}
