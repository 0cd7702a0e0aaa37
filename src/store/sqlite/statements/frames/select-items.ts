import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'
import type { ItemsRow } from './insert-items.ts'

/** One chunk of a Map's items. */
export function selectItems(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT layout, body FROM items WHERE execution_id = ? AND frame_id = ? AND chunk = ?`)
  return ({ executionId, frameId, chunk }: Omit<ItemsRow, keyof RecordColumns>) =>
    statement.get(executionId, frameId, chunk) as unknown as RecordColumns | undefined
}
