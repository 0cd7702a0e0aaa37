import type { DatabaseSync } from 'node:sqlite'
import type { BulkJobRecord } from '../../../search-port.ts'

/** Adds a job, or writes over how far it is. */
export function putBulkJob(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO bulk_jobs (id, account, region, created_at, ended_at, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body`)
  return ({ id, account, region, createdAt, endedAt, body }: BulkJobRecord): void =>
    void statement.run(id, account, region, createdAt, endedAt ?? null, body)
}
