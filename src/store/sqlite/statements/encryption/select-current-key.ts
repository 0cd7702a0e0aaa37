import type { DatabaseSync } from 'node:sqlite'
import type { KeyUse, WrappedKeyRow } from '../../encryption/wrapped-key.ts'

/** The data key that a scope's texts are sealed under now, wrapped. */
export function selectCurrentKey(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT id, purpose, scope, state, texts, wrapped_by AS wrappedBy, wrapped FROM data_keys
    WHERE purpose = ? AND scope = ? AND state = 0`)
  return ({ purpose, scope }: KeyUse) => statement.get(purpose, scope) as WrappedKeyRow | undefined
}
