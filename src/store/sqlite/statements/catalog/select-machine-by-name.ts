import type { DatabaseSync } from 'node:sqlite'
import type { Namespace } from '#base'
import { machineColumns, type MachineRow } from './machine-columns.ts'

/** The state machine that has a name now. */
export function selectMachineByName(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${machineColumns} FROM machines m JOIN revisions r ON r.number = m.revision
    WHERE m.account = ? AND m.region = ? AND m.name = ? AND m.deleted_at IS NULL`)
  return ({ account, region }: Namespace, name: string) =>
    statement.get(account, region, name) as MachineRow | undefined
}
