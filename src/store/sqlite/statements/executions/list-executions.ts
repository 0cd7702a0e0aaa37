import type { DatabaseSync } from 'node:sqlite'
import { statuses } from '../../wire/operation.ts'
import { summaryColumns, type SummaryRow } from './summary-columns.ts'

/** A page of a machine's executions, the newest first: the walks along the index of each status, merged by id. */
export function listExecutions(database: DatabaseSync) {
  const statement = database.prepare(listExecutionsSql)
  return (machineId: number, before: number, limit: number) =>
    statement.all({ machineId, before, limit }) as unknown as readonly SummaryRow[]
}

const walk = (status: number) =>
  `SELECT id FROM executions WHERE machine_id = :machineId AND status = ${status} AND id < :before`

export const listExecutionsSql = `
  SELECT ${summaryColumns} FROM executions e JOIN machines m ON m.id = e.machine_id
  WHERE e.id IN (
    SELECT id FROM (${statuses.map((_, status) => walk(status)).join(' UNION ALL ')} ORDER BY id DESC LIMIT :limit)
  )
  ORDER BY e.id DESC`
