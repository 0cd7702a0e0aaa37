import type { DatabaseSync } from 'node:sqlite'
import type { HistoryRow } from './insert-history.ts'

/** An execution's chunks that hold the given event or an earlier one, the last first. */
export function historyBackFrom(database: DatabaseSync) {
  const statement = database.prepare(historyBackFromSql)
  return (executionId: number, from: number) =>
    statement.iterate(executionId, from) as unknown as Iterable<HistoryRow>
}

export const historyBackFromSql = `
  SELECT first_event_id AS firstEventId, last_event_id AS lastEventId, layout, body FROM history
  WHERE execution_id = ? AND first_event_id <= ? ORDER BY first_event_id DESC`
