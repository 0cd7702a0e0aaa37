import type { DatabaseSync } from 'node:sqlite'
import { fromMapRuns, mapRunColumns, type MapRunRow } from './map-run-columns.ts'

/** The Map Run with a UUID. */
export function selectMapRun(database: DatabaseSync) {
  const statement = database.prepare(`SELECT ${mapRunColumns} ${fromMapRuns} WHERE r.uuid = ?`)
  return (uuid: string) => statement.get(uuid) as MapRunRow | undefined
}
