import type { DatabaseSync } from 'node:sqlite'
import { statuses } from '../../wire/operation.ts'
import { fromExecutions, summaryColumns, type SummaryRow } from './summary-columns.ts'

/** A page of a machine's own executions, the newest first: the walks along the index of each status, merged by id. */
export function listExecutions(database: DatabaseSync) {
  const statement = database.prepare(listExecutionsSql)
  return (machineId: number, before: number, limit: number) =>
    statement.all({ machineId, before, limit }) as unknown as readonly SummaryRow[]
}

const walk = (status: number) =>
  `SELECT id FROM executions WHERE machine_id = :machineId AND map_run_id IS NULL AND status = ${status} AND id < :before`

export const listExecutionsSql = `
  SELECT ${summaryColumns} ${fromExecutions}
  WHERE e.id IN (
    SELECT id FROM (${statuses.map((_, status) => walk(status)).join(' UNION ALL ')} ORDER BY id DESC LIMIT :limit)
  )
  ORDER BY e.id DESC`
