import type { DatabaseSync } from 'node:sqlite'
import { fromExecutions, summaryColumns, type SummaryRow } from './summary-columns.ts'

/** A page of a machine's own executions of one status, the newest first: a walk along the index. */
export function listExecutionsByStatus(database: DatabaseSync) {
  const statement = database.prepare(listExecutionsByStatusSql)
  return ({ machineId, status, before, limit }: StatusPage) =>
    statement.all(machineId, status, before, limit) as unknown as readonly SummaryRow[]
}

export const listExecutionsByStatusSql = `
  SELECT ${summaryColumns} ${fromExecutions}
  WHERE e.machine_id = ? AND e.map_run_id IS NULL AND e.status = ? AND e.id < ? ORDER BY e.id DESC LIMIT ?`

export interface StatusPage {
  readonly machineId: number
  /** Its number in `statuses`. */
  readonly status: number
  readonly before: number
  readonly limit: number
}
