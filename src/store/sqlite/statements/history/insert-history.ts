import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** Appends a chunk of events. */
export function insertHistory(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO history (execution_id, first_event_id, last_event_id, layout, body) VALUES (?, ?, ?, ?, ?)`)
  return (row: HistoryRow): void => {
    statement.run(row.executionId, row.firstEventId, row.lastEventId, row.layout, row.body)
  }
}

export interface HistoryRow extends RecordColumns {
  readonly executionId: number
  readonly firstEventId: number
  readonly lastEventId: number
}
