import type { DatabaseSync } from 'node:sqlite'

/** The id of the payload with this hash. */
export function findPayload(database: DatabaseSync) {
  const statement = database.prepare(`SELECT id FROM payloads WHERE hash = ?`)
  return (hash: Uint8Array): number | undefined => (statement.get(hash) as { id: number } | undefined)?.id
}
