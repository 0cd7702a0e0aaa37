import type { DatabaseSync } from 'node:sqlite'
import { fromMapRuns, mapRunColumns, type MapRunRow } from './map-run-columns.ts'

/** A page of the Map Runs that are RUNNING. */
export function listOpenMapRuns(database: DatabaseSync) {
  const statement = database.prepare(
    `SELECT ${mapRunColumns} ${fromMapRuns} WHERE r.status = 0 AND r.id > ? ORDER BY r.id LIMIT ?`,
  )
  return (after: number, limit: number) => statement.all(after, limit) as unknown as readonly MapRunRow[]
}
