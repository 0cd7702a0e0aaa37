import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

/** Deletes all revisions of a state machine; their definitions. */
export function deleteRevisions(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM revisions WHERE machine_id = ? RETURNING definition`)
  return (machineId: number) =>
    statement.all(machineId) as unknown as readonly { readonly definition: StoredValue }[]
}
