/**
 * Deletes executions that closed before an instant with all that belongs to them, one batch in a transaction.
 *
 * A batch is bounded in rows, for one execution may have a history without end, and frames without number if it did not
 * succeed: its chunks go first, then its frames, the last before the others, and its row with the last of them, so what
 * is left between two batches has no gap.
 */
import { openFrameDropping } from './drop-frames.ts'
import { openMachineRemoval } from './remove-machine.ts'
import { closedExecutions, type ClosedExecutionRow } from '../statements/executions/closed-executions.ts'
import { deleteExecution } from '../statements/executions/delete-execution.ts'
import { deleteChildlessMapRun } from '../statements/map-runs/delete-childless-map-run.ts'
import { deleteMapRuns } from '../statements/map-runs/delete-map-runs.ts'
import { deleteSearchValues } from '../statements/search/delete-search-values.ts'
import { deleteStartBlocks } from '../statements/search/delete-start-blocks.ts'
import { putSearchProgress } from '../statements/search/put-search-progress.ts'
import { lastFrames } from '../statements/frames/last-frames.ts'
import { deleteInterventions } from '../statements/interventions/delete-interventions.ts'
import { deleteHistory } from '../statements/history/delete-history.ts'
import { deleteMessages } from '../statements/inbox/delete-messages.ts'
import type { WriterContext } from './apply-group.ts'

/** How many chunks of history and frames a batch deletes at most: about 10 ms, for which commits wait. */
const rowsMax = 1000

export interface DeletedBatch {
  readonly deleted: number
  /** Whether nothing more has to be deleted. */
  readonly isLast: boolean
}

export function openDeleteClosed(context: WriterContext) {
  const { database, payloads } = context
  const closed = closedExecutions(database)
  const removeHistory = deleteHistory(database)
  const removeFrames = openFrameRemoval(context)
  const removeRow = openRowRemoval(context)
  const removeMapRuns = openMapRunRemoval(context)
  const removeMachine = openMachineRemoval(context)
  const tidySearch = openSearchTidying(context)

  const historyRows = (executionId: number, limit: number): number => {
    const rows = removeHistory(executionId, limit)
    for (const { layout } of rows) payloads.release(layout)
    return rows.length
  }

  /** Inside a transaction. */
  return (before: number, limit: number): DeletedBatch => {
    const batch = closed(before, limit)
    let budget = rowsMax
    let deleted = 0
    for (const row of batch) {
      budget -= historyRows(row.id, budget)
      if (budget > 0) budget -= removeFrames(row.id, budget)
      if (budget <= 0) break
      removeRow(row)
      deleted++
    }
    removeMapRuns(batch)
    tidySearch()
    for (const machineId of new Set(batch.map((row) => row.machineId))) removeMachine(machineId)
    return { deleted, isLast: deleted === batch.length && batch.length < limit }
  }
}

// What searches know of times and of the history ends where executions and history do.
function openSearchTidying({ database }: WriterContext) {
  const removeBlocks = deleteStartBlocks(database)
  const progress = putSearchProgress(database)
  return (): void => {
    removeBlocks()
    progress.notBeyondNewest()
  }
}

// A Map Run goes with its execution or with the last of its children, whichever is deleted later.
function openMapRunRemoval({ database, payloads }: WriterContext) {
  const removeOf = deleteMapRuns(database)
  const removeChildless = deleteChildlessMapRun(database)
  return (batch: readonly ClosedExecutionRow[]): void => {
    const parents = new Set(batch.map(({ mapRunId }) => mapRunId))
    for (const mapRunId of parents)
      if (mapRunId !== null) for (const { layout } of removeChildless(mapRunId)) payloads.release(layout)
    for (const { id } of batch) for (const { layout } of removeOf(id)) payloads.release(layout)
  }
}

// Up to so many of the last frames of an execution; how many there were.
function openFrameRemoval({ database, payloads }: WriterContext) {
  const lastOf = lastFrames(database)
  const drop = openFrameDropping(database, payloads)
  return (executionId: number, limit: number): number => {
    const { count, from } = lastOf(executionId, limit)
    if (count > 0) drop(executionId, { from, to: Number.MAX_SAFE_INTEGER })
    return count
  }
}

// All of an execution but its history and frames.
function openRowRemoval({ database, payloads, tally }: WriterContext) {
  const removeMessages = deleteMessages(database)
  const remove = deleteExecution(database)
  const removeValues = deleteSearchValues(database)
  const removeInterventions = deleteInterventions(database)
  return ({ id, status, input, output, cause }: ClosedExecutionRow): void => {
    for (const { layout } of removeMessages(id)) payloads.release(layout)
    for (const value of [input, output, cause]) payloads.releaseValue(value)
    removeValues(id)
    removeInterventions(id)
    remove(id)
    tally.count(status, -1)
  }
}
