import type { DatabaseSync } from 'node:sqlite'

/** Writes a data key as another key has wrapped it. */
export function rewrapDataKey(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE data_keys SET wrapped_by = ?, wrapped = ? WHERE id = ?`)
  return (id: number, wrappedBy: string, wrapped: Uint8Array): void =>
    void statement.run(wrappedBy, wrapped, id)
}
