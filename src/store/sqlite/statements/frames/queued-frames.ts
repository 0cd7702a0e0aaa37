import type { DatabaseSync } from 'node:sqlite'
import type { QueuedFrame } from '../../../port.ts'

/** A page of an activity's queue, the oldest first, after a place. */
export function queuedFrames(database: DatabaseSync) {
  const statement = database.prepare(queuedFramesSql)
  return (activityId: number, after: QueuedFrame, limit: number) =>
    statement.all(
      activityId,
      after.at,
      after.executionId,
      after.frameId,
      limit,
    ) as unknown as readonly QueuedFrame[]
}

export const queuedFramesSql = `
  SELECT queued_at AS at, execution_id AS executionId, frame_id AS frameId FROM frames
  WHERE queued_activity_id = ? AND queued_at IS NOT NULL AND (queued_at, execution_id, frame_id) > (?, ?, ?)
  ORDER BY queued_at, execution_id, frame_id LIMIT ?`
