/** Children of a Map Run that are redriven, as their rows and frames make them. */
import type { Limits } from '#base'
import type { ExecutionRecord, MapRunRecord, RedrivenExecution, Store } from '#store'
import type { Clock } from '../clock.ts'
import type { Executions } from '../executions.ts'
import type { LiveExecution, RunningRecord } from '../live-execution.ts'
import { noChildren, unsuccessful, type Awaiting, type ChildCounts } from './progress.ts'
import { awaitingBehind, plus } from './redriven.ts'
import type { MapRunRow } from './row.ts'

/** Inputs and outputs of children that are redriven together, in characters. */
const charactersMax = 1024 * 1024

/** All of one type. */
export interface RedrivenChildren {
  readonly standard: readonly LiveExecution[]
  readonly express: readonly { readonly record: RunningRecord; readonly redriven: RedrivenExecution }[]
  /** Those that stay as they ended. */
  readonly notRedrivable: ChildCounts
}

export interface RedrivenChildrenOptions {
  readonly store: Store
  readonly executions: Executions
  readonly clock: Clock
  readonly limits: Limits
}

/** The next children that await their redrive. The row goes on behind them, in memory; it is written with them. */
export async function readRedrivenChildren(
  options: RedrivenChildrenOptions,
  of: {
    readonly row: MapRunRow
    readonly awaiting: Awaiting
    readonly type: 'STANDARD' | 'EXPRESS'
    readonly limit: number
  },
): Promise<RedrivenChildren> {
  const { row, awaiting, type, limit } = of
  const { record: mapRun, progress } = row
  const query = { mapRunId: mapRun.id, statuses: unsuccessful, after: awaiting.after, limit, charactersMax }
  const page = await options.store.mapRunResults(query)
  const redriven = await loadChildren(options, { mapRun, type }, page)
  const notRedrivable = plus(progress.notRedrivable ?? noChildren, redriven.notRedrivable)
  row.advance({ notRedrivable, awaiting: awaitingBehind(awaiting, page) })
  if (page.length === 0) row.endRedrive()
  return redriven
}

async function loadChildren(
  options: RedrivenChildrenOptions,
  of: { readonly mapRun: MapRunRecord; readonly type: 'STANDARD' | 'EXPRESS' },
  children: readonly ExecutionRecord[],
): Promise<RedrivenChildren> {
  const { executions, limits } = options
  const redrivenOf = (child: ExecutionRecord) => nextRedrive(child, of.mapRun, options.clock)
  if (of.type === 'EXPRESS') {
    const express = children.map((child) => ({
      record: reopened(child, redrivenOf(child)),
      redriven: redrivenOf(child),
    }))
    return { standard: [], express, notRedrivable: noChildren }
  }
  const standard: LiveExecution[] = []
  let notRedrivable = noChildren
  const loads = children.map((child) => executions.loadRedriven(child, { redriven: redrivenOf(child) }))
  for (const [index, live] of (await Promise.all(loads)).entries()) {
    // The event of the redrive and that of the end have to find room in the history.
    if (live && live.header.lastEventId < limits.historyEventsMax - 1) standard.push(live)
    else
      notRedrivable = plus(notRedrivable, { executions: 1, items: children[index]!.mapRun?.itemCount ?? 0 })
  }
  return { standard, express: [], notRedrivable }
}

function nextRedrive(child: ExecutionRecord, mapRun: MapRunRecord, clock: Clock): RedrivenExecution {
  const at = Math.max(clock.now(), child.stoppedAt ?? 0, mapRun.redrive?.at ?? 0)
  return { count: (child.redrive?.count ?? 0) + 1, at, tokens: child.redriveTokens ?? noTokens }
}

/** Nobody redrives a child by a request of its own. */
const noTokens = '[1,[]]'

function reopened(child: ExecutionRecord, { count, at }: RedrivenExecution): RunningRecord {
  const { status: _s, stoppedAt: _a, output: _o, error: _e, cause: _c, ...row } = child
  return { ...row, redrive: { count, at } }
}
