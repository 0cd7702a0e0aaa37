import type { DatabaseSync } from 'node:sqlite'
import type { ScopeColumns } from './execution-scope.ts'

/** The account that a state machine belongs to and the KMS key that a revision of it names. */
export function revisionScope(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT m.account, r.kms_key_id AS kmsKeyId FROM machines m LEFT JOIN revisions r ON r.number = ? WHERE m.id = ?`)
  return (machineId: number, revision: number) =>
    statement.get(revision, machineId) as ScopeColumns | undefined
}
