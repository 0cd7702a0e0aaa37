import type { DatabaseSync } from 'node:sqlite'
import type { LayoutRow } from '../history/delete-history.ts'

/** Deletes a consumed message; its layout. */
export function deleteMessage(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM inbox WHERE sequence = ? RETURNING layout`)
  return (sequence: number) => statement.all(sequence) as unknown as readonly LayoutRow[]
}
