import type { DatabaseSync } from 'node:sqlite'

/** Takes a field out of use; its values are deleted later. */
export function dropSearchField(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE search_fields SET is_dropped = 1 WHERE id = ?`)
  return (id: number): void => void statement.run(id)
}
