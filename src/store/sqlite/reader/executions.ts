/** Answers questions about executions and their history. */
import type { DatabaseSync } from 'node:sqlite'
import type {
  ExecutionQuery,
  ExecutionRecord,
  ExecutionSummary,
  HistoryChunk,
  HistoryQuery,
} from '../../port.ts'
import { textKind } from '../encryption/text-kind.ts'
import { findExecutionId } from '../statements/executions/find-execution-id.ts'
import { listExecutions } from '../statements/executions/list-executions.ts'
import { listExecutionsByStatus } from '../statements/executions/list-executions-by-status.ts'
import { listRedriven } from '../statements/executions/list-redriven.ts'
import { listStartedBy } from '../statements/executions/list-started-by.ts'
import { selectExecution, type ExecutionRow } from '../statements/executions/select-execution.ts'
import type { SummaryRow } from '../statements/executions/summary-columns.ts'
import { historyBackFrom } from '../statements/history/history-back-from.ts'
import { historyFrom } from '../statements/history/history-from.ts'
import { listChildrenByStatus } from '../statements/map-runs/list-children-by-status.ts'
import { listChildren } from '../statements/map-runs/list-children.ts'
import type { Reads } from '../wire/messages.ts'
import { statuses } from '../wire/operation.ts'
import { present } from './present.ts'
import type { StoredTexts } from './stored-texts.ts'

type Names = 'findExecutionIds' | 'execution' | 'executions' | 'history'

export function openExecutionReads(database: DatabaseSync, texts: StoredTexts): Pick<Reads, Names> {
  const find = findExecutionId(database)
  const select = selectExecution(database)
  const list = openListing(database)

  return {
    findExecutionIds: (names) => names.map(({ machineId, name }) => find(machineId, name)),

    execution(id) {
      const row = select(id)
      return row && toExecution(row, texts)
    },

    executions: (query) => list(query).map(toSummary),

    history: openHistory(database, texts),
  }
}

function openListing(database: DatabaseSync) {
  const ofMachine = listExecutions(database)
  const ofMachineByStatus = listExecutionsByStatus(database)
  const startedBy = listStartedBy(database)
  const ofMapRun = listChildren(database)
  const redriven = listRedriven(database)
  const ofMapRunByStatus = listChildrenByStatus(database)
  return (query: ExecutionQuery): readonly SummaryRow[] => {
    const { before = Number.MAX_SAFE_INTEGER, limit } = query
    const status = query.status && statuses.indexOf(query.status)
    if (query.redriven) return redriven(query, { status, before, limit })
    if ('machineId' in query) {
      const { machineId } = query
      if (query.startedBy) return startedBy(query.startedBy, { machineId, status, before, limit })
      if (status === undefined) return ofMachine(machineId, before, limit)
      return ofMachineByStatus({ machineId, status, before, limit })
    }
    const { mapRunId } = query
    if (status === undefined) return ofMapRun(mapRunId, before, limit)
    return ofMapRunByStatus({ mapRunId, status, before, limit })
  }
}

/** An execution with its payloads. */
export function toExecution(row: ExecutionRow, texts: StoredTexts): ExecutionRecord {
  const { input, output, error, errorSealed, cause, traceHeader, redriveTokens, ...summary } = row
  const { id } = row
  return {
    ...toSummary(summary),
    input: texts.value(input, textKind.input, id),
    ...present({
      output: output === null ? null : texts.value(output, textKind.output, id),
      error: errorSealed === null ? error : texts.value(errorSealed, textKind.error, id),
      cause: cause === null ? null : texts.value(cause, textKind.cause, id),
      traceHeader,
      redriveTokens,
    }),
  }
}

function openHistory(database: DatabaseSync, texts: StoredTexts) {
  const forward = historyFrom(database)
  const backward = historyBackFrom(database)
  return ({ executionId, from, eventsMax, reverse }: HistoryQuery): readonly HistoryChunk[] => {
    const chunks: HistoryChunk[] = []
    let events = 0
    for (const row of reverse ? backward(executionId, from) : forward(executionId, from)) {
      const { firstEventId, lastEventId } = row
      const record = texts.record(row, textKind.history, executionId)
      chunks.push({ firstEventId, lastEventId, events: record })
      events += reverse
        ? Math.min(from, lastEventId) - firstEventId + 1
        : lastEventId - Math.max(from, firstEventId) + 1
      if (events >= eventsMax) break
    }
    return chunks
  }
}

export function toSummary(row: SummaryRow): ExecutionSummary {
  const { status, stoppedAt, version, alias, redriveCount, redrivenAt, ...named } = row
  const { mapRunId, itemCount, mapRunUuid, label, stateName, ...same } = named
  const of = { id: mapRunId!, uuid: mapRunUuid!, label: label!, stateName: stateName!, itemCount: itemCount! }
  return {
    ...same,
    status: statuses[status]!,
    ...present({ stoppedAt, version, alias }),
    ...(redrivenAt !== null && { redrive: { count: redriveCount, at: redrivenAt } }),
    ...(mapRunId !== null && { mapRun: of }),
  }
}
