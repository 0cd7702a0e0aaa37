import { mapRunArnOf, type MapRunDescription } from '#engine'
import { epochSeconds } from '../epoch-seconds.ts'
import { findMapRun } from '../find-resource.ts'
import { defineOperation, request, type Response } from '../operation.ts'
import * as shape from '../shapes.ts'

export const describeMapRun = defineOperation({
  name: 'DescribeMapRun',
  access: 'read',
  resource: 'mapRunArn',
  request: request({ mapRunArn: shape.longArn }, {}),
  async run(wanted, call) {
    const mapRun = await findMapRun(wanted.mapRunArn, call)
    const { record, executionArn } = mapRun
    return {
      mapRunArn: mapRunArnOf(record),
      executionArn,
      status: record.status,
      startDate: epochSeconds(record.startedAt),
      stopDate: epochSeconds(record.stoppedAt),
      ...record.settings,
      itemCounts: counts(mapRun, 'items'),
      executionCounts: counts(mapRun, 'executions'),
      redriveCount: record.redrive?.count,
      redriveDate: epochSeconds(record.redrive?.at),
    }
  },
})

function counts(mapRun: MapRunDescription, of: 'items' | 'executions'): Response {
  const { record, pending, awaiting } = mapRun
  const { RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = record[of]
  const started = RUNNING + SUCCEEDED + FAILED + TIMED_OUT + ABORTED
  return {
    pending: pending[of],
    running: RUNNING,
    succeeded: SUCCEEDED,
    failed: FAILED - (awaiting?.FAILED[of] ?? 0),
    timedOut: TIMED_OUT - (awaiting?.TIMED_OUT[of] ?? 0),
    aborted: ABORTED - (awaiting?.ABORTED[of] ?? 0),
    total: pending[of] + started,
    resultsWritten: of === 'executions' ? record.resultsWritten : itemsWritten(record, started),
    ...(record.redrive && redriveCounts(mapRun, of)),
  }
}

function redriveCounts({ awaiting, notRedrivable }: MapRunDescription, of: 'items' | 'executions'): Response {
  const waiting = Object.values(awaiting ?? {}).reduce((sum, each) => sum + each[of], 0)
  return { failuresNotRedrivable: notRedrivable[of], pendingRedrive: waiting }
}

/** Results are written by child; of their items it is known once all are written, or where each has its own child. */
function itemsWritten({ resultsWritten, executions }: MapRunDescription['record'], items: number): number {
  const children = Object.values(executions).reduce((sum, count) => sum + count, 0)
  return resultsWritten === children ? items : Math.min(resultsWritten, items)
}
