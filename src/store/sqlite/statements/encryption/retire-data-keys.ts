import type { DatabaseSync } from 'node:sqlite'

/** No new text is sealed under any of the data keys that there are, and they leave with the next rewriting. */
export function retireDataKeys(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE data_keys SET state = 2 WHERE purpose = 'texts'`)
  return (): void => void statement.run()
}
