import type { DatabaseSync } from 'node:sqlite'
import type { FramePlace } from '../../../port.ts'

/** A page of the frames that somebody has to act on, after a place. */
export function pendingFrames(database: DatabaseSync) {
  const statement = database.prepare(pendingFramesSql)
  return (after: FramePlace, limit: number) =>
    statement.all(after.executionId, after.frameId, limit) as unknown as readonly FramePlace[]
}

export const pendingFramesSql = `
  SELECT execution_id AS executionId, frame_id AS frameId FROM frames
  WHERE pending IS NOT NULL AND (execution_id, frame_id) > (?, ?)
  ORDER BY execution_id, frame_id LIMIT ?`
