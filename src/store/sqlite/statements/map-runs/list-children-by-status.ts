import type { DatabaseSync } from 'node:sqlite'
import { fromExecutions, summaryColumns, type SummaryRow } from '../executions/summary-columns.ts'

/** A page of a Map Run's children of one status, the newest first: a walk along the index. */
export function listChildrenByStatus(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${summaryColumns} ${fromExecutions}
    WHERE e.map_run_id = ? AND e.status = ? AND e.id < ? ORDER BY e.id DESC LIMIT ?`)
  return ({ mapRunId, status, before, limit }: ChildrenPage) =>
    statement.all(mapRunId, status, before, limit) as unknown as readonly SummaryRow[]
}

export interface ChildrenPage {
  readonly mapRunId: number
  /** Its number in `statuses`. */
  readonly status: number
  readonly before: number
  readonly limit: number
}
