import type { DatabaseSync } from 'node:sqlite'
import type { Namespace } from '#base'

/** How many state machines a namespace has, without those that are deleted. */
export function countMachines(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT count(*) AS n FROM machines WHERE account = ? AND region = ? AND deleted_at IS NULL`)
  return ({ account, region }: Namespace): number => (statement.get(account, region) as { n: number }).n
}
