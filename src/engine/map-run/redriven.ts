/**
 * What a redrive makes of a Map Run's progress (feature map §5.3).
 *
 * A child that awaits its redrive keeps its row as it ended, whatever the number of such children: which ones they are
 * follows from the progress. So a redrive costs the same whether ten children have failed or a million.
 */
import type { ExecutionSummary, MapRunRecord } from '#store'
import {
  decodeMapRunProgress,
  noChildren,
  unsuccessful,
  type Awaiting,
  type ChildCounts,
  type MapRunProgress,
} from './progress.ts'

/** The progress with which a redriven Map Run begins; undefined where it knows of all redrives. */
export function beginRedrive(record: MapRunRecord, progress: MapRunProgress): MapRunProgress | undefined {
  const redrives = record.redrive?.count ?? 0
  if (redrives === (progress.redrives ?? 0)) return undefined
  const { stopping: _over, writing: _again, notRedrivable: _anew, ...kept } = progress
  const countsOf = (status: (typeof unsuccessful)[number]): ChildCounts => ({
    executions: record.executions[status],
    items: record.items[status],
  })
  const counts = {
    FAILED: countsOf('FAILED'),
    TIMED_OUT: countsOf('TIMED_OUT'),
    ABORTED: countsOf('ABORTED'),
  }
  return { ...kept, redrives, awaiting: { after: 0, counts } }
}

/** The rest of the children that await their redrive, without a page of them. */
export function awaitingBehind(awaiting: Awaiting, page: readonly ExecutionSummary[]): Awaiting {
  const counts = { ...awaiting.counts }
  for (const { status, mapRun } of page) {
    if (status === 'RUNNING' || status === 'SUCCEEDED') continue
    const { executions, items } = counts[status]
    counts[status] = { executions: executions - 1, items: items - (mapRun?.itemCount ?? 0) }
  }
  return { after: page.at(-1)?.id ?? awaiting.after, counts }
}

/** Children of a Map Run that runs and that await their redrive there, by the status that they have until then. */
export function awaitingIn(record: MapRunRecord): Awaiting | undefined {
  if (record.status !== 'RUNNING') return undefined
  const progress = decodeMapRunProgress(record.progress)
  return (beginRedrive(record, progress) ?? progress).awaiting
}

/** Whether the child awaits its redrive. */
export function awaitsRedrive(
  { id, status }: Pick<ExecutionSummary, 'id' | 'status'>,
  awaiting: Awaiting | undefined,
): boolean {
  return awaiting !== undefined && id > awaiting.after && status !== 'RUNNING' && status !== 'SUCCEEDED'
}

/** All that await their redrive. */
export function allAwaiting(awaiting: Awaiting | undefined): ChildCounts {
  return unsuccessful.reduce((sum, status) => plus(sum, awaiting?.counts[status] ?? noChildren), noChildren)
}

export function plus(a: ChildCounts, b: ChildCounts): ChildCounts {
  return { executions: a.executions + b.executions, items: a.items + b.items }
}
