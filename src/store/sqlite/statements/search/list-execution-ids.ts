import type { DatabaseSync } from 'node:sqlite'
import { statuses } from '../../wire/operation.ts'
import type { IdRow } from './search-value-ranges.ts'

/** Ids of a machine's own executions below one, the newest first: the walks along the index of each status, merged. */
export function listExecutionIds(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT id FROM (${statuses.map((_, status) => walk(status)).join(' UNION ALL ')} ORDER BY id DESC LIMIT :limit)`)
  return (machineId: number, before: number, limit: number) =>
    statement.all({ machineId, before, limit }) as unknown as readonly IdRow[]
}

const walk = (status: number) =>
  `SELECT id FROM executions WHERE machine_id = :machineId AND map_run_id IS NULL AND status = ${status} AND id < :before`
