import type { DatabaseSync } from 'node:sqlite'
import { fromMapRuns, mapRunColumns, type MapRunRow } from './map-run-columns.ts'

/** A page of an execution's Map Runs, the newest first. */
export function listMapRuns(database: DatabaseSync) {
  const statement = database.prepare(
    `SELECT ${mapRunColumns} ${fromMapRuns} WHERE r.execution_id = ? AND r.id < ? ORDER BY r.id DESC LIMIT ?`,
  )
  return (executionId: number, before: number, limit: number) =>
    statement.all(executionId, before, limit) as unknown as readonly MapRunRow[]
}
