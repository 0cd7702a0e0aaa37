import type { DatabaseSync } from 'node:sqlite'

/** Changes how many references a payload has; how many it has then. */
export function countReferences(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE payloads SET reference_count = reference_count + ? WHERE id = ? RETURNING reference_count AS count`)
  return (payloadId: number, change: number): number | undefined =>
    (statement.get(change, payloadId) as { count: number } | undefined)?.count
}
