import type { DatabaseSync } from 'node:sqlite'

/** Deletes a view; there may be none. */
export function deleteSavedView(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM saved_views WHERE account = ? AND id = ?`)
  return (account: string, id: string): void => void statement.run(account, id)
}
