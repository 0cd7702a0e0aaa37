import type { DatabaseSync } from 'node:sqlite'
import type { VersionQuery } from '../../../versions-port.ts'
import { versionColumns, type VersionRow } from './version-columns.ts'

/** A page of a state machine's versions, the newest first. */
export function listVersions(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${versionColumns} FROM versions WHERE machine_id = ? AND number < ? ORDER BY number DESC LIMIT ?`)
  return ({ machineId, before = Number.MAX_SAFE_INTEGER, limit }: VersionQuery) =>
    statement.all(machineId, before, limit) as unknown as readonly VersionRow[]
}
