import type { DatabaseSync } from 'node:sqlite'

/** The layout of a frame's progress where it names shared payloads: read before the row is written over. */
export function frameLayout(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT layout FROM frames WHERE execution_id = ? AND frame_id = ? AND layout GLOB '*#*'`)
  return (executionId: number, frameId: number): string | undefined =>
    (statement.get(executionId, frameId) as { layout: string } | undefined)?.layout
}
