import type { DatabaseSync } from 'node:sqlite'
import { fromExecutions, summaryColumns, type SummaryRow } from './summary-columns.ts'

/** A page of the redriven executions of a machine or a Map Run, the newest first: a walk along an index of their own. */
export function listRedriven(database: DatabaseSync) {
  const ofMachine = database.prepare(listRedrivenSql('e.machine_id = ? AND e.map_run_id IS NULL'))
  const ofMapRun = database.prepare(listRedrivenSql('e.map_run_id = ?'))
  return (of: { readonly machineId: number } | { readonly mapRunId: number }, page: RedrivenPage) => {
    const { status = null, before, limit } = page
    const rows =
      'machineId' in of
        ? ofMachine.all(of.machineId, before, status, status, limit)
        : ofMapRun.all(of.mapRunId, before, status, status, limit)
    return rows as unknown as readonly SummaryRow[]
  }
}

export const listRedrivenSql = (owner: string): string => `
  SELECT ${summaryColumns} ${fromExecutions}
  WHERE ${owner} AND e.redrive_count > 0 AND e.id < ? AND (? IS NULL OR e.status = ?) ORDER BY e.id DESC LIMIT ?`

interface RedrivenPage {
  /** Its number in `statuses`. */
  readonly status: number | undefined
  readonly before: number
  readonly limit: number
}
