import type { DatabaseSync } from 'node:sqlite'

/** The account that an execution belongs to and the KMS key that its revision names. */
export function executionScope(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT m.account, r.kms_key_id AS kmsKeyId FROM executions e
    JOIN machines m ON m.id = e.machine_id LEFT JOIN revisions r ON r.number = e.revision WHERE e.id = ?`)
  return (executionId: number) => statement.get(executionId) as ScopeColumns | undefined
}

export interface ScopeColumns {
  readonly account: string
  readonly kmsKeyId: string | null
}
