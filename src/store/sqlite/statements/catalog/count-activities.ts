import type { DatabaseSync } from 'node:sqlite'
import type { Namespace } from '#base'

/** How many activities a namespace has. */
export function countActivities(database: DatabaseSync) {
  const statement = database.prepare(`SELECT count(*) AS n FROM activities WHERE account = ? AND region = ?`)
  return ({ account, region }: Namespace): number => (statement.get(account, region) as { n: number }).n
}
