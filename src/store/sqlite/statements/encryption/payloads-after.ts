import type { DatabaseSync } from 'node:sqlite'

/** The ids of the next payloads after one. */
export function payloadsAfter(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT payload_id AS id FROM payload_contents WHERE payload_id > ? ORDER BY payload_id LIMIT ?`)
  return (after: number, limit: number): readonly number[] =>
    (statement.all(after, limit) as unknown as readonly { readonly id: number }[]).map(({ id }) => id)
}
