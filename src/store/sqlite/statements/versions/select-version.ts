import type { DatabaseSync } from 'node:sqlite'
import { versionColumns, type VersionRow } from './version-columns.ts'

/** A version of a state machine by its number. */
export function selectVersion(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${versionColumns} FROM versions WHERE machine_id = ? AND number = ?`)
  return (machineId: number, number: number) => statement.get(machineId, number) as VersionRow | undefined
}
