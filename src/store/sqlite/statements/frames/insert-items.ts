import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** Writes one chunk of a frame's items; false where there is one with that number already. */
export function insertItems(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO items (execution_id, frame_id, chunk, layout, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (execution_id, frame_id, chunk) DO NOTHING`)
  return (row: ItemsRow): boolean =>
    statement.run(row.executionId, row.frameId, row.chunk, row.layout, row.body).changes === 1
}

export interface ItemsRow extends RecordColumns {
  readonly executionId: number
  readonly frameId: number
  readonly chunk: number
}
