import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** What a Map Run works on. */
export function selectJob(database: DatabaseSync) {
  const statement = database.prepare(
    `SELECT execution_id AS executionId, layout, body FROM map_runs WHERE id = ?`,
  )
  return (id: number) => statement.get(id) as JobRow | undefined
}

interface JobRow extends RecordColumns {
  readonly executionId: number
}
