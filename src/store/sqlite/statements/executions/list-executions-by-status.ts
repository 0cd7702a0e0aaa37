import type { DatabaseSync } from 'node:sqlite'
import { summaryColumns, type SummaryRow } from './summary-columns.ts'

/** A page of a machine's executions of one status, the newest first: a walk along the index. */
export function listExecutionsByStatus(database: DatabaseSync) {
  const statement = database.prepare(listExecutionsByStatusSql)
  return ({ machineId, status, before, limit }: StatusPage) =>
    statement.all(machineId, status, before, limit) as unknown as readonly SummaryRow[]
}

export const listExecutionsByStatusSql = `
  SELECT ${summaryColumns} FROM executions e JOIN machines m ON m.id = e.machine_id
  WHERE e.machine_id = ? AND e.status = ? AND e.id < ? ORDER BY e.id DESC LIMIT ?`

export interface StatusPage {
  readonly machineId: number
  /** Its number in `statuses`. */
  readonly status: number
  readonly before: number
  readonly limit: number
}
