import type { DatabaseSync } from 'node:sqlite'
import type { MachineRecord } from '../../../catalog-port.ts'

/** Writes the row of a state machine, which names its current revision. */
export function putMachine(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO machines (id, account, region, name, type, status, created_at, revision, last_version, created_publishing)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET type = excluded.type, status = excluded.status, revision = excluded.revision,
      last_version = excluded.last_version`)
  return (machine: MachineRecord): void => {
    const {
      id,
      account,
      region,
      name,
      type,
      status,
      createdAt,
      revision,
      lastVersion = 0,
      createdPublishing,
    } = machine
    const publishing = createdPublishing ? JSON.stringify(createdPublishing) : null
    statement.run(
      id,
      account,
      region,
      name,
      type,
      status,
      createdAt,
      revision.number,
      lastVersion,
      publishing,
    )
  }
}
