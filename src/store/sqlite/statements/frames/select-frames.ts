import type { DatabaseSync } from 'node:sqlite'
import type { FrameRange } from '../../../port.ts'
import type { Stored } from '../../codec.ts'
import type { FrameRow } from './put-frame.ts'

/** The frames of an execution in a range of ids, with their visits. */
export function selectFrames(database: DatabaseSync) {
  const statement = database.prepare(selectFramesSql)
  return (executionId: number, { from, to }: FrameRange, limit: number) =>
    statement.all(executionId, from, to, limit) as unknown as readonly StoredFrameRow[]
}

export const selectFramesSql = `
  SELECT f.frame_id AS frameId, f.due_at AS dueAt, f.pending, f.queued_activity_id AS queuedActivityId,
    f.queued_at AS queuedAt, f.layout, f.body, v.layout AS visitLayout, v.body AS visitBody
  FROM frames f LEFT JOIN visits v ON v.execution_id = f.execution_id AND v.frame_id = f.frame_id
  WHERE f.execution_id = ? AND f.frame_id BETWEEN ? AND ? ORDER BY f.frame_id LIMIT ?`

export interface StoredFrameRow extends Omit<FrameRow, 'executionId'> {
  readonly visitLayout: string | null
  readonly visitBody: Stored | null
}
