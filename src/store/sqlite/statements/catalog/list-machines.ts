import type { DatabaseSync } from 'node:sqlite'
import type { NameQuery } from '../../../catalog-port.ts'
import { machineColumns, type MachineRow } from './machine-columns.ts'

/** A page of a namespace's state machines, by name. */
export function listMachines(database: DatabaseSync) {
  const statement = database.prepare(listMachinesSql)
  return ({ account, region, after = '', limit }: NameQuery) =>
    statement.all(account, region, after, limit) as unknown as readonly MachineRow[]
}

export const listMachinesSql = `
  SELECT ${machineColumns} FROM machines m JOIN revisions r ON r.number = m.revision
  WHERE m.account = ? AND m.region = ? AND m.name > ? AND m.deleted_at IS NULL ORDER BY m.name LIMIT ?`
