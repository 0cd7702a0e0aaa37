import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { RangeCells } from '../../search/range-cells.ts'
import type { IdPage, IdRow } from './search-value-ranges.ts'

/** Walks along the indexes of a state machine's own executions: down by id, or a range in no order. */
export function walkExecutions(database: DatabaseSync) {
  const down = (test: string) =>
    database.prepare(`
      SELECT id FROM executions WHERE machine_id = ? AND map_run_id IS NULL AND ${test} AND id < ? AND id >= ?
      ORDER BY id DESC LIMIT ?`)
  const byStatus = down('status = ?')
  const byError = down('error = ?')
  const byErrorHash = down('error_hash = ?')
  const redriven = down('redrive_count > 0')
  const range = (test: string) =>
    database.prepare(`
      SELECT id FROM executions
      WHERE ${test} >= :low AND ${column(test)} <= :high
        AND ${column(test)} IS NOT :notLow AND ${column(test)} IS NOT :notHigh
      LIMIT :limit`)
  const names = range('machine_id = :machineId AND name')
  const errors = range('map_run_id IS NULL AND error IS NOT NULL AND machine_id = :machineId AND error')
  const stops = range('stopped_at IS NOT NULL AND stopped_at')
  const walk = (statement: typeof byStatus, page: IdPage, ...of: SQLInputValue[]) =>
    statement.all(...of, page.before, page.lowest, page.limit) as unknown as readonly IdRow[]
  return {
    byStatus: (machineId: number, status: number, page: IdPage) => walk(byStatus, page, machineId, status),
    byError: (machineId: number, error: string, page: IdPage) => walk(byError, page, machineId, error),
    byErrorHash: (machineId: number, hash: Uint8Array, page: IdPage) =>
      walk(byErrorHash, page, machineId, hash),
    redriven: (machineId: number, page: IdPage) => walk(redriven, page, machineId),
    names: (machineId: number, cells: RangeCells, limit: number) =>
      names.all({ machineId, ...cells, limit }) as unknown as readonly IdRow[],
    errors: (machineId: number, cells: RangeCells, limit: number) =>
      errors.all({ machineId, ...cells, limit }) as unknown as readonly IdRow[],
    stops: (cells: RangeCells, limit: number) =>
      stops.all({ ...cells, limit }) as unknown as readonly IdRow[],
  }
}

// The column that a test ends with.
function column(test: string): string {
  return test.slice(test.lastIndexOf(' ') + 1)
}
