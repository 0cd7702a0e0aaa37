import type { DatabaseSync } from 'node:sqlite'

/** The epoch of the newest owner of any partition. */
export function newestEpoch(database: DatabaseSync) {
  const statement = database.prepare(`SELECT max(epoch) AS epoch FROM partitions`)
  return (): number => (statement.get() as { epoch: number }).epoch
}
