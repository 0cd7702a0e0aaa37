import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** Writes a frame's visit. */
export function putVisit(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO visits (execution_id, frame_id, layout, body) VALUES (?, ?, ?, ?)
    ON CONFLICT (execution_id, frame_id) DO UPDATE SET layout = excluded.layout, body = excluded.body`)
  return (row: VisitRow): void => {
    statement.run(row.executionId, row.frameId, row.layout, row.body)
  }
}

export interface VisitRow extends RecordColumns {
  readonly executionId: number
  readonly frameId: number
}
