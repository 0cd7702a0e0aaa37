import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

/** Gives an execution's field its value; nothing is written where it has it already. */
export function putSearchValue(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO search_values (execution_id, field_id, value) VALUES (?, ?, ?)
    ON CONFLICT (execution_id, field_id) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value`)
  return (executionId: number, fieldId: number, value: SQLInputValue): void =>
    void statement.run(executionId, fieldId, value)
}
