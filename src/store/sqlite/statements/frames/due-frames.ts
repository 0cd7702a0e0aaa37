import type { DatabaseSync } from 'node:sqlite'
import type { DueFrame } from '../../../port.ts'

/** A page of the timer index: frames that are due at an instant or before, after a place. */
export function dueFrames(database: DatabaseSync) {
  const statement = database.prepare(dueFramesSql)
  return (until: number, after: DueFrame, limit: number) =>
    statement.all(
      until,
      after.dueAt,
      after.executionId,
      after.frameId,
      limit,
    ) as unknown as readonly DueFrame[]
}

export const dueFramesSql = `
  SELECT due_at AS dueAt, execution_id AS executionId, frame_id AS frameId FROM frames
  WHERE due_at IS NOT NULL AND due_at <= ? AND (due_at, execution_id, frame_id) > (?, ?, ?)
  ORDER BY due_at, execution_id, frame_id LIMIT ?`
