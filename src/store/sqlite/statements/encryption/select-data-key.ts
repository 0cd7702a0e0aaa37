import type { DatabaseSync } from 'node:sqlite'
import type { WrappedKeyRow } from '../../encryption/wrapped-key.ts'

/** A data key, wrapped. */
export function selectDataKey(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT id, purpose, scope, state, texts, wrapped_by AS wrappedBy, wrapped FROM data_keys WHERE id = ?`)
  return (id: number) => statement.get(id) as WrappedKeyRow | undefined
}
