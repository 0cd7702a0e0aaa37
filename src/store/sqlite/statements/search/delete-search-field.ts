import type { DatabaseSync } from 'node:sqlite'

/** Deletes up to so many values of a dropped field; the field behind the last one. */
export function deleteSearchField(database: DatabaseSync) {
  const values = database.prepare(`
    DELETE FROM search_values WHERE field_id = :fieldId AND execution_id IN (
      SELECT execution_id FROM search_values WHERE field_id = :fieldId LIMIT :limit)`)
  const field = database.prepare(`DELETE FROM search_fields WHERE id = ? AND is_dropped = 1`)
  return (fieldId: number, limit: number): void => {
    if (Number(values.run({ fieldId, limit }).changes) < limit) field.run(fieldId)
  }
}
