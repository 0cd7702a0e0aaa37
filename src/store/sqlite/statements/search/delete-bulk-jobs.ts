import type { DatabaseSync } from 'node:sqlite'

/** Deletes up to so many jobs that ended before an instant. */
export function deleteBulkJobs(database: DatabaseSync) {
  const statement = database.prepare(`
    DELETE FROM bulk_jobs WHERE id IN (SELECT id FROM bulk_jobs WHERE ended_at < ? LIMIT ?)`)
  return (endedBefore: number, limit: number): void => void statement.run(endedBefore, limit)
}
