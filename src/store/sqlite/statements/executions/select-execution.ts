import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'
import { fromExecutions, summaryColumns, type SummaryRow } from './summary-columns.ts'

/** One execution with its payloads and the names that make its ARNs. */
export function selectExecution(database: DatabaseSync) {
  const statement = database.prepare(`SELECT ${executionColumns} ${fromExecutions} WHERE e.id = ?`)
  return (id: number) => statement.get(id) as ExecutionRow | undefined
}

export const executionColumns = `
  ${summaryColumns}, e.input, e.output, e.error, e.error_sealed AS errorSealed, e.cause, e.trace_header AS traceHeader,
  e.redrive_tokens AS redriveTokens`

export interface ExecutionRow extends SummaryRow {
  readonly input: StoredValue
  readonly output: StoredValue | null
  /** Both are null where there is none. */
  readonly error: string | null
  readonly errorSealed: Uint8Array | null
  readonly cause: StoredValue | null
  readonly traceHeader: string | null
  readonly redriveTokens: string | null
}
