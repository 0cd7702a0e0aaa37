import type { DatabaseSync } from 'node:sqlite'

/** Adds a field that all executions below an id are still to be indexed by. */
export function insertSearchField(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO search_fields (machine_id, source, path, is_hashed, backfill_from, backfill_before)
    VALUES (:machineId, :source, :path, :isHashed, :before, :before)`)
  return (row: NewSearchFieldRow): void => void statement.run({ ...row })
}

interface NewSearchFieldRow {
  readonly machineId: number
  readonly source: string
  readonly path: string
  readonly isHashed: number
  readonly before: number
}
