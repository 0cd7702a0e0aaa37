import type { DatabaseSync } from 'node:sqlite'

/** Adds a payload that nothing refers to yet; its id. */
export function insertPayload(database: DatabaseSync) {
  const payload = database.prepare(`INSERT INTO payloads (hash, reference_count) VALUES (?, 0)`)
  return (hash: Uint8Array): number => Number(payload.run(hash).lastInsertRowid)
}
