/** Answers questions about executions and their history. */
import type { DatabaseSync } from 'node:sqlite'
import type { ExecutionSummary, HistoryChunk, HistoryQuery } from '../../port.ts'
import { assembleRecord, assembleValue, type LoadPayload } from '../record.ts'
import { findExecutionId } from '../statements/executions/find-execution-id.ts'
import { listExecutions } from '../statements/executions/list-executions.ts'
import { listExecutionsByStatus } from '../statements/executions/list-executions-by-status.ts'
import { selectExecution } from '../statements/executions/select-execution.ts'
import type { SummaryRow } from '../statements/executions/summary-columns.ts'
import { historyBackFrom } from '../statements/history/history-back-from.ts'
import { historyFrom } from '../statements/history/history-from.ts'
import type { Reads } from '../wire/messages.ts'
import { statuses } from '../wire/operation.ts'
import { present } from './present.ts'

type Names = 'findExecutionIds' | 'execution' | 'executions' | 'history'

export function openExecutionReads(database: DatabaseSync, load: LoadPayload): Pick<Reads, Names> {
  const find = findExecutionId(database)
  const select = selectExecution(database)
  const list = listExecutions(database)
  const listByStatus = listExecutionsByStatus(database)

  return {
    findExecutionIds: (names) => names.map(({ machineId, name }) => find(machineId, name)),

    execution(id) {
      const row = select(id)
      if (row === undefined) return undefined
      const { input, output, error, cause, traceHeader, ...summary } = row
      const value = (stored: typeof output) => (stored === null ? null : assembleValue(stored, load))
      return {
        ...toSummary(summary),
        input: assembleValue(input, load),
        ...present({ output: value(output), error, cause: value(cause), traceHeader }),
      }
    },

    executions({ machineId, status, before = Number.MAX_SAFE_INTEGER, limit }) {
      const rows =
        status === undefined
          ? list(machineId, before, limit)
          : listByStatus({ machineId, status: statuses.indexOf(status), before, limit })
      return rows.map(toSummary)
    },

    history: openHistory(database, load),
  }
}

function openHistory(database: DatabaseSync, load: LoadPayload) {
  const forward = historyFrom(database)
  const backward = historyBackFrom(database)
  return ({ executionId, from, eventsMax, reverse }: HistoryQuery): readonly HistoryChunk[] => {
    const chunks: HistoryChunk[] = []
    let events = 0
    for (const row of reverse ? backward(executionId, from) : forward(executionId, from)) {
      const { firstEventId, lastEventId } = row
      chunks.push({ firstEventId, lastEventId, events: assembleRecord(row, load) })
      events += reverse
        ? Math.min(from, lastEventId) - firstEventId + 1
        : lastEventId - Math.max(from, firstEventId) + 1
      if (events >= eventsMax) break
    }
    return chunks
  }
}

function toSummary({ status, stoppedAt, ...row }: SummaryRow): ExecutionSummary {
  return { ...row, status: statuses[status]!, ...present({ stoppedAt }) }
}
