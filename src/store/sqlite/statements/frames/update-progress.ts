import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** Writes the progress of a frame that waits for the same as before; false where the frame has no row. */
export function updateProgress(database: DatabaseSync) {
  const statement = database.prepare(
    'UPDATE frames SET layout = ?, body = ? WHERE execution_id = ? AND frame_id = ?',
  )
  return (row: ProgressRow): boolean =>
    statement.run(row.layout, row.body, row.executionId, row.frameId).changes === 1
}

export interface ProgressRow extends RecordColumns {
  readonly executionId: number
  readonly frameId: number
}
