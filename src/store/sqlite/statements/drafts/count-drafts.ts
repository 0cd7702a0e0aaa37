import type { DatabaseSync } from 'node:sqlite'

/** How many drafts an account has. */
export function countDrafts(database: DatabaseSync) {
  const statement = database.prepare(`SELECT count(*) AS n FROM drafts WHERE account = ?`)
  return (account: string): number => (statement.get(account) as { n: number }).n
}
