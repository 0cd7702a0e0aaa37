import type { DatabaseSync } from 'node:sqlite'

/** The account that an execution belongs to. */
export function executionAccount(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT account FROM executions JOIN machines ON machines.id = machine_id WHERE executions.id = ?`)
  return (executionId: number): string | undefined =>
    (statement.get(executionId) as { account: string } | undefined)?.account
}
