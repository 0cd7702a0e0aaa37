/** Executions as a table for a terminal. */
import { formatInstant } from '#base'
import { styleText } from 'node:util'

/** An execution as the console's API shows it; times are milliseconds since the epoch. */
export interface TableExecution {
  readonly arn: string
  readonly machine: string
  readonly name: string
  readonly status: string
  readonly startedAt: number
  readonly stoppedAt?: number
  readonly error?: string
  readonly redriveCount: number
  readonly fields: Readonly<Record<string, unknown>>
}

const headings = ['started', 'status', 'took', 'machine', 'name', 'error', 'fields'] as const

/** The heading and one line for each execution, in columns as wide as they need to be. */
export function executionLines(executions: readonly TableExecution[]): readonly string[] {
  const rows = executions.map(cellsOf)
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()
  const colored = rows.map((row, i) => {
    const isBad = ['FAILED', 'TIMED_OUT', 'ABORTED'].includes(executions[i]!.status)
    return isBad ? styleText('red', line(row)) : line(row)
  })
  return [styleText('bold', line(headings)), ...colored]
}

function cellsOf(execution: TableExecution): readonly string[] {
  const { startedAt, stoppedAt, status, machine, name, error = '', redriveCount, fields } = execution
  const took = stoppedAt === undefined ? '' : durationText(stoppedAt - startedAt)
  const named = Object.entries(fields).map(([path, value]) => `${path}=${JSON.stringify(value)}`)
  const state = redriveCount > 0 ? `${status} (redriven ${redriveCount}×)` : status
  return [formatInstant(startedAt), state, took, machine, name, error, named.join(' ')]
}

function durationText(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
