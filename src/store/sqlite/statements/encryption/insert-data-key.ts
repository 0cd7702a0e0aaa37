import type { DatabaseSync } from 'node:sqlite'
import type { WrappedKeyRow } from '../../encryption/wrapped-key.ts'

/** Adds a data key, which is its scope's current one; its id. */
export function insertDataKey(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO data_keys (purpose, scope, state, texts, wrapped_by, wrapped) VALUES (?, ?, 0, 0, ?, ?)`)
  return (row: Omit<WrappedKeyRow, 'id' | 'state' | 'texts'>): number =>
    Number(statement.run(row.purpose, row.scope, row.wrappedBy, row.wrapped).lastInsertRowid)
}
