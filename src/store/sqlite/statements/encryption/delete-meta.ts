import type { DatabaseSync } from 'node:sqlite'

/** Deletes a secret that lies wrapped from now on. */
export function deleteMeta(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM meta WHERE key = ?`)
  return (key: 'secret' | 'payloadKey'): void => void statement.run(key)
}
