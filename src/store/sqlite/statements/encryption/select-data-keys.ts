import type { DatabaseSync } from 'node:sqlite'
import type { WrappedKeyRow } from '../../encryption/wrapped-key.ts'

/** All data keys of the store, wrapped: some for each account. */
export function selectDataKeys(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT id, purpose, scope, state, texts, wrapped_by AS wrappedBy, wrapped FROM data_keys`)
  return () => statement.all() as unknown as readonly WrappedKeyRow[]
}
