import type { DatabaseSync } from 'node:sqlite'
import { statuses } from '../../wire/operation.ts'
import { executionColumns, type ExecutionRow } from '../executions/select-execution.ts'
import { fromExecutions } from '../executions/summary-columns.ts'

/** A Map Run's children in the order of their ids: the walks along the index of each status, merged by id. */
export function listResults(database: DatabaseSync) {
  const statement = database.prepare(listResultsSql)
  /** `statuses` says of each status by its number whether its children are wanted. */
  return ({ statuses: wanted, ...page }: ResultPage): Iterable<ExecutionRow> => {
    const flags = Object.fromEntries(wanted.map((isWanted, i) => [`wants${i}`, isWanted ? 1 : 0]))
    return statement.iterate({ ...page, ...flags }) as unknown as Iterable<ExecutionRow>
  }
}

const walk = (status: number) => `
  SELECT id FROM executions WHERE map_run_id = :mapRunId AND status = ${status} AND id > :after AND :wants${status}`

const listResultsSql = `
  SELECT ${executionColumns} ${fromExecutions}
  WHERE e.id IN (
    SELECT id FROM (${statuses.map((_, status) => walk(status)).join(' UNION ALL ')} ORDER BY id LIMIT :limit OFFSET :skip)
  )
  ORDER BY e.id`

export interface ResultPage {
  readonly mapRunId: number
  readonly statuses: readonly boolean[]
  readonly after: number
  readonly skip: number
  readonly limit: number
}
