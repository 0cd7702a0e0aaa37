import type { DatabaseSync } from 'node:sqlite'

/** The account that a state machine belongs to. */
export function machineAccount(database: DatabaseSync) {
  const statement = database.prepare(`SELECT account FROM machines WHERE id = ?`)
  return (id: number): string | undefined => (statement.get(id) as { account: string } | undefined)?.account
}
