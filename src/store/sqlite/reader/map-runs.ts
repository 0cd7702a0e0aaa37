/** Answers questions about Map Runs and what their children have given. */
import type { DatabaseSync } from 'node:sqlite'
import type { MapRunRecord, ResultQuery } from '../../map-runs-port.ts'
import type { ExecutionRecord } from '../../port.ts'
import { textKind } from '../encryption/text-kind.ts'
import { listMapRuns } from '../statements/map-runs/list-map-runs.ts'
import { listOpenMapRuns } from '../statements/map-runs/list-open-map-runs.ts'
import { listResults } from '../statements/map-runs/list-results.ts'
import type { MapRunRow } from '../statements/map-runs/map-run-columns.ts'
import { selectJob } from '../statements/map-runs/select-job.ts'
import { selectMapRun } from '../statements/map-runs/select-map-run.ts'
import type { Reads } from '../wire/messages.ts'
import { mapRunStatuses, statuses } from '../wire/operation.ts'
import { toExecution } from './executions.ts'
import { present } from './present.ts'
import type { StoredTexts } from './stored-texts.ts'

type Names = 'mapRun' | 'mapRuns' | 'openMapRuns' | 'mapRunJob' | 'mapRunResults'

export function openMapRunReads(database: DatabaseSync, texts: StoredTexts): Pick<Reads, Names> {
  const select = selectMapRun(database)
  const list = listMapRuns(database)
  const listOpen = listOpenMapRuns(database)
  const job = selectJob(database)

  return {
    mapRun(uuid) {
      const row = select(uuid)
      return row && toMapRun(row, texts)
    },
    mapRuns: ({ executionId, before = Number.MAX_SAFE_INTEGER, limit }) =>
      list(executionId, before, limit).map((row) => toMapRun(row, texts)),
    openMapRuns: (limit, after = 0) => listOpen(after, limit).map((row) => toMapRun(row, texts)),
    mapRunJob(id) {
      const row = job(id)
      return row && texts.record(row, textKind.mapRunJob, row.executionId)
    },
    mapRunResults: openResults(database, texts),
  }
}

function openResults(database: DatabaseSync, texts: StoredTexts) {
  const list = listResults(database)
  return ({
    statuses: wanted,
    charactersMax,
    skip = 0,
    ...page
  }: ResultQuery): readonly ExecutionRecord[] => {
    const results: ExecutionRecord[] = []
    let characters = 0
    for (const row of list({ ...page, skip, statuses: statuses.map((status) => wanted.includes(status)) })) {
      const result = toExecution(row, texts)
      results.push(result)
      characters += result.input.length + (result.output?.length ?? 0)
      if (characters >= charactersMax) break
    }
    return results
  }
}

function toMapRun(row: MapRunRow, texts: StoredTexts): MapRunRecord {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage, progressSealed } = row
  return {
    id: row.id,
    uuid: row.uuid,
    label: row.label,
    stateName: row.stateName,
    executionId: row.executionId,
    frameId: row.frameId,
    machineId: row.machineId,
    machineName: row.machineName,
    account: row.account,
    region: row.region,
    revision: row.revision,
    status: mapRunStatuses[row.status]!,
    startedAt: row.startedAt,
    ...(row.redrivenAt !== null && { redrive: { count: row.redriveCount, at: row.redrivenAt } }),
    ...present({ stoppedAt: row.stoppedAt }),
    settings: { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage },
    progress:
      progressSealed === null
        ? row.progress
        : texts.value(progressSealed, textKind.mapRunProgress, row.executionId),
    resultsWritten: row.resultsWritten,
    executions: {
      RUNNING: row.running,
      SUCCEEDED: row.succeeded,
      FAILED: row.failed,
      TIMED_OUT: row.timedOut,
      ABORTED: row.aborted,
    },
    items: {
      RUNNING: row.itemsRunning,
      SUCCEEDED: row.itemsSucceeded,
      FAILED: row.itemsFailed,
      TIMED_OUT: row.itemsTimedOut,
      ABORTED: row.itemsAborted,
    },
  }
}
