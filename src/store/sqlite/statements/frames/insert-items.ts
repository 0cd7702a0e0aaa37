import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** Writes one chunk of a Map's items. */
export function insertItems(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO items (execution_id, frame_id, chunk, layout, body) VALUES (?, ?, ?, ?, ?)`)
  return (row: ItemsRow): void => {
    statement.run(row.executionId, row.frameId, row.chunk, row.layout, row.body)
  }
}

export interface ItemsRow extends RecordColumns {
  readonly executionId: number
  readonly frameId: number
  readonly chunk: number
}
