import type { DatabaseSync } from 'node:sqlite'
import { machineColumns, type MachineRow } from './machine-columns.ts'

/** A state machine by its id, even when it is deleted and executions of it are kept. */
export function selectMachineById(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${machineColumns} FROM machines m JOIN revisions r ON r.number = m.revision WHERE m.id = ?`)
  return (id: number) => statement.get(id) as MachineRow | undefined
}
