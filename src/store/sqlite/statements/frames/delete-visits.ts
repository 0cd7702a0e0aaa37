import type { DatabaseSync } from 'node:sqlite'
import type { FrameRange } from '../../../port.ts'
import type { LayoutRow } from '../history/delete-history.ts'

/** Deletes frames' visits in a range of frames, both ends included; the layouts of the rows. */
export function deleteVisits(database: DatabaseSync) {
  const statement = database.prepare(`
    DELETE FROM visits WHERE execution_id = ? AND frame_id BETWEEN ? AND ? RETURNING layout`)
  return (executionId: number, { from, to }: FrameRange) =>
    statement.all(executionId, from, to) as unknown as readonly LayoutRow[]
}
