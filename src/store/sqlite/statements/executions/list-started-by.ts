import type { DatabaseSync } from 'node:sqlite'
import type { StartedBy } from '../../../port.ts'
import { statuses } from '../../wire/operation.ts'
import { fromExecutions, summaryColumns, type SummaryRow } from './summary-columns.ts'

/** A page of the executions that a version or an alias started, the newest first, of one status or of all. */
export function listStartedBy(database: DatabaseSync) {
  const statements = {
    version: { all: database.prepare(allSql('version')), one: database.prepare(oneStatusSql('version')) },
    alias: { all: database.prepare(allSql('alias')), one: database.prepare(oneStatusSql('alias')) },
  }
  return (startedBy: StartedBy, page: StartedByPage): readonly SummaryRow[] => {
    const { machineId, status, before, limit } = page
    const [column, value] =
      'version' in startedBy ? ['version' as const, startedBy.version] : ['alias' as const, startedBy.alias]
    const named = { machineId, value, before, limit }
    const { all, one } = statements[column]
    const rows = status === undefined ? all.all(named) : one.all({ ...named, status })
    return rows as unknown as readonly SummaryRow[]
  }
}

export interface StartedByPage {
  readonly machineId: number
  /** Its number in `statuses`. */
  readonly status: number | undefined
  readonly before: number
  readonly limit: number
}

type Column = 'version' | 'alias'

const oneStatusSql = (column: Column) => `
  SELECT ${summaryColumns} ${fromExecutions}
  WHERE e.machine_id = :machineId AND e.${column} = :value AND e.status = :status AND e.id < :before
  ORDER BY e.id DESC LIMIT :limit`

// The walks along the index of each status, merged by id.
const walk = (column: Column, status: number) =>
  `SELECT id FROM executions WHERE machine_id = :machineId AND ${column} = :value AND status = ${status} AND id < :before`

const allSql = (column: Column) => `
  SELECT ${summaryColumns} ${fromExecutions}
  WHERE e.id IN (
    SELECT id FROM (${statuses.map((_, status) => walk(column, status)).join(' UNION ALL ')} ORDER BY id DESC LIMIT :limit)
  )
  ORDER BY e.id DESC`
