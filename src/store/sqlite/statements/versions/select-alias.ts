import type { DatabaseSync } from 'node:sqlite'
import { aliasColumns, type AliasRow } from './alias-columns.ts'

/** An alias of a state machine by its name. */
export function selectAlias(database: DatabaseSync) {
  const statement = database.prepare(`SELECT ${aliasColumns} FROM aliases WHERE machine_id = ? AND name = ?`)
  return (machineId: number, name: string) => statement.get(machineId, name) as AliasRow | undefined
}
