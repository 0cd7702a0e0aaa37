import type { DatabaseSync } from 'node:sqlite'
import type { MachineRecord } from '../../../port.ts'

/** Writes the row of a state machine, which names its current revision. */
export function putMachine(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO machines (id, account, region, name, type, status, created_at, revision)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET type = excluded.type, status = excluded.status, revision = excluded.revision`)
  return (machine: MachineRecord): void => {
    const { id, account, region, name, type, status, createdAt, revision } = machine
    statement.run(id, account, region, name, type, status, createdAt, revision.number)
  }
}
