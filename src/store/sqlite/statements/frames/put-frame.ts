import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** Writes a frame's progress, what it waits for, and nothing of its visit. */
export function putFrame(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO frames
      (execution_id, frame_id, due_at, pending, queued_activity_id, queued_at, layout, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (execution_id, frame_id) DO UPDATE SET
      due_at = excluded.due_at, pending = excluded.pending, queued_activity_id = excluded.queued_activity_id,
      queued_at = excluded.queued_at, layout = excluded.layout, body = excluded.body`)
  return (row: FrameRow): void => {
    statement.run(
      row.executionId,
      row.frameId,
      row.dueAt,
      row.pending,
      row.queuedActivityId,
      row.queuedAt,
      row.layout,
      row.body,
    )
  }
}

export interface FrameRow extends RecordColumns {
  readonly executionId: number
  readonly frameId: number
  readonly dueAt: number | null
  /** Its number in `pendings`. */
  readonly pending: number | null
  readonly queuedActivityId: number | null
  readonly queuedAt: number | null
}
