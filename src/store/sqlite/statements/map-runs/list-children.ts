import type { DatabaseSync } from 'node:sqlite'
import { statuses } from '../../wire/operation.ts'
import { fromExecutions, summaryColumns, type SummaryRow } from '../executions/summary-columns.ts'

/** A page of a Map Run's children, the newest first: the walks along the index of each status, merged by id. */
export function listChildren(database: DatabaseSync) {
  const statement = database.prepare(listChildrenSql)
  return (mapRunId: number, before: number, limit: number) =>
    statement.all({ mapRunId, before, limit }) as unknown as readonly SummaryRow[]
}

const walk = (status: number) =>
  `SELECT id FROM executions WHERE map_run_id = :mapRunId AND status = ${status} AND id < :before`

const listChildrenSql = `
  SELECT ${summaryColumns} ${fromExecutions}
  WHERE e.id IN (
    SELECT id FROM (${statuses.map((_, status) => walk(status)).join(' UNION ALL ')} ORDER BY id DESC LIMIT :limit)
  )
  ORDER BY e.id DESC`
