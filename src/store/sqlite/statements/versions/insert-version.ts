import type { DatabaseSync } from 'node:sqlite'
import type { VersionRecord } from '../../../versions-port.ts'

/** Adds a version of a state machine. */
export function insertVersion(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO versions (machine_id, number, revision, created_at, description) VALUES (?, ?, ?, ?, ?)`)
  return ({ machineId, number, revision, createdAt, description }: VersionRecord): void => {
    statement.run(machineId, number, revision, createdAt, description ?? null)
  }
}
