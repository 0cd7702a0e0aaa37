import type { DatabaseSync } from 'node:sqlite'

/** One of the store's secrets; undefined where it lies wrapped. */
export function selectMeta(database: DatabaseSync) {
  const statement = database.prepare(`SELECT value FROM meta WHERE key = ?`)
  return (key: 'secret' | 'payloadKey'): Uint8Array | undefined =>
    (statement.get(key) as { value: Uint8Array } | undefined)?.value
}
