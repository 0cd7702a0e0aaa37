import type { DatabaseSync } from 'node:sqlite'
import type { AliasQuery } from '../../../versions-port.ts'
import { aliasColumns, type AliasRow } from './alias-columns.ts'

/** A page of a state machine's aliases, the oldest first; maybe only those that lead to one version. */
export function listAliases(database: DatabaseSync) {
  const all = database.prepare(`
    SELECT ${aliasColumns} FROM aliases WHERE machine_id = ? AND id > ? ORDER BY id LIMIT ?`)
  // A state machine has few aliases, so those of a version are found among all of them.
  const ofVersion = database.prepare(`
    SELECT ${aliasColumns} FROM aliases INDEXED BY aliases_by_machine
    WHERE machine_id = ? AND id > ? AND ? IN (version, second_version) ORDER BY id LIMIT ?`)
  return ({ machineId, version, after = 0, limit }: AliasQuery) => {
    const rows =
      version === undefined
        ? all.all(machineId, after, limit)
        : ofVersion.all(machineId, after, version, limit)
    return rows as unknown as readonly AliasRow[]
  }
}
