import type { DatabaseSync } from 'node:sqlite'

/** Takes all partitions for a new owner; its epoch. */
export function takeEpoch(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE partitions SET epoch = (SELECT max(epoch) + 1 FROM partitions) RETURNING epoch`)
  return (): number => (statement.get() as { epoch: number }).epoch
}
