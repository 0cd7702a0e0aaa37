import type { DatabaseSync } from 'node:sqlite'

/** The values of an execution's fields, but for hashed ones. Integers are read as they are, however long. */
export function selectSearchValues(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT v.field_id AS fieldId, v.value FROM search_values v JOIN search_fields f ON f.id = v.field_id
    WHERE v.execution_id = ? AND f.is_hashed = 0 AND f.is_dropped = 0`)
  statement.setReadBigInts(true)
  return (executionId: number) => statement.all(executionId) as unknown as readonly SearchValueRow[]
}

export interface SearchValueRow {
  readonly fieldId: bigint
  readonly value: bigint | number | string | Uint8Array
}
