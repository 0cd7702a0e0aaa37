import type { DatabaseSync } from 'node:sqlite'
import type { HistoryRow } from './insert-history.ts'

/** An execution's chunks that hold the given event or a later one, in their order. */
export function historyFrom(database: DatabaseSync) {
  const statement = database.prepare(historyFromSql)
  return (executionId: number, from: number) =>
    statement.iterate({ executionId, from }) as unknown as Iterable<HistoryRow>
}

export const historyFromSql = `
  SELECT first_event_id AS firstEventId, last_event_id AS lastEventId, layout, body FROM history
  WHERE execution_id = :executionId AND last_event_id >= :from AND first_event_id >= coalesce(
    (SELECT max(first_event_id) FROM history WHERE execution_id = :executionId AND first_event_id <= :from), 0)
  ORDER BY first_event_id`
