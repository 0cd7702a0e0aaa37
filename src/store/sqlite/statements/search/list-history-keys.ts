import type { DatabaseSync } from 'node:sqlite'

/** Rows of the history behind a key, in the order of their commits: whose they are. */
export function listHistoryKeys(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT key, execution_id AS executionId FROM history WHERE key > ? ORDER BY key LIMIT ?`)
  return (after: number, limit: number) => statement.all(after, limit) as unknown as readonly HistoryKeyRow[]
}

interface HistoryKeyRow {
  readonly key: number
  readonly executionId: number
}
