import type { DatabaseSync } from 'node:sqlite'

/** Deletes the data keys under which no text is left. */
export function deleteLeftKeys(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM data_keys WHERE state = 2`)
  return (): void => void statement.run()
}
