import type { DatabaseSync } from 'node:sqlite'
import type { RevisionRecord } from '../../../catalog-port.ts'
import type { StoredValue } from '../../record.ts'

/** Writes a revision of a state machine. */
export function putRevision(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO revisions (number, machine_id, revision_id, role_arn, updated_at, configuration, kms_key_id, definition)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (number) DO UPDATE SET revision_id = excluded.revision_id, role_arn = excluded.role_arn,
      updated_at = excluded.updated_at, configuration = excluded.configuration,
      kms_key_id = excluded.kms_key_id, definition = excluded.definition`)
  return (machineId: number, revision: RevisionRecord, definition: StoredValue): void => {
    const { number, revisionId = null, roleArn, updatedAt, configuration, kmsKeyId = null } = revision
    const columns = [revisionId, roleArn, updatedAt, configuration, kmsKeyId, definition]
    statement.run(number, machineId, ...columns)
  }
}
