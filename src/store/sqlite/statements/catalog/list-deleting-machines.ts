import type { DatabaseSync } from 'node:sqlite'
import { machineColumns, type MachineRow } from './machine-columns.ts'

/** State machines whose deletion has begun: asked once, when the store was opened, so it has no index. */
export function listDeletingMachines(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${machineColumns} FROM machines m JOIN revisions r ON r.number = m.revision
    WHERE m.status = 'DELETING' ORDER BY m.id`)
  return () => statement.all() as unknown as readonly MachineRow[]
}
