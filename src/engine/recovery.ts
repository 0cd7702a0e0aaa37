/**
 * Recovery: goes on with what was under way when the process ended.
 *
 * It reads frames, never history (invariant 11): turns that had spent their budget go on, tasks that were in flight
 * are sent again with the same key, and Express executions begin anew. Timers that came due meanwhile fire by themselves, and everything else waits for
 * its event without being loaded (invariant 8). It runs beside the server's work, a page at a time.
 */
import { headerFrameId } from '#interpreter'
import { StoreUnavailable, type ExecutionId, type FramePlace, type MachineId, type Store } from '#store'
import type { EngineCatalog } from './catalog/catalog.ts'
import type { Clock } from './clock.ts'
import type { Dispatch } from './dispatch.ts'
import type { Executions } from './executions.ts'
import type { ExpressStarts } from './express/starts.ts'
import type { MapRuns } from './map-run/map-runs.ts'

const pageSize = 500
/** Tasks and events under way above which the next page waits. */
const backlogMax = 1000
const pauseMs = 5
/** How long it waits for a store that is busy. */
const retryMs = 1000

export interface RecoveryOptions {
  readonly store: Store
  readonly executions: Executions
  readonly dispatch: Dispatch
  readonly catalog: EngineCatalog
  readonly express: ExpressStarts
  readonly mapRuns: MapRuns
  /** The last execution of the time before this start of the process. */
  readonly startedBefore: ExecutionId
  readonly clock: Clock
  readonly report: (error: Error) => void
}

/** Resolves once everything was taken up, or the engine is closed. */
export async function recover(options: RecoveryOptions, isClosed: () => boolean): Promise<void> {
  const careful = { ...options, isClosed }
  await Promise.all([
    recoverFrames(careful),
    recoverDeletions(careful),
    recoverExpress(careful),
    recoverMapRuns(careful),
  ])
}

interface Recovery extends RecoveryOptions {
  readonly isClosed: () => boolean
}

async function recoverFrames(recovery: Recovery): Promise<void> {
  const { store, clock, isClosed } = recovery
  let after: FramePlace | undefined
  while (!isClosed()) {
    const page = await patiently(recovery, () => store.pendingFrames(pageSize, after))
    for (const place of page ?? []) await patiently(recovery, () => takeUp(recovery, place))
    if (page?.length !== pageSize) return
    after = page.at(-1)
    while (isBusy(recovery) && !isClosed()) await pause(clock, pauseMs)
  }
}

/** State machines whose deletion had begun are deleted. */
async function recoverDeletions(recovery: Recovery): Promise<void> {
  const { store, catalog } = recovery
  const machines = await patiently(recovery, () => store.deletingMachines())
  for (const machine of machines ?? []) await patiently(recovery, () => catalog.finishDeletion(machine))
}

/** Map Runs that are not over go on. */
async function recoverMapRuns(recovery: Recovery): Promise<void> {
  const { store, mapRuns, isClosed } = recovery
  let after = 0
  while (!isClosed()) {
    const page = await patiently(recovery, () => store.openMapRuns(pageSize, after))
    for (const record of page ?? []) mapRuns.resume(record)
    if (page?.length !== pageSize) return
    after = page.at(-1)!.id
  }
}

/** Express executions that have a row and no end begin anew; those that began since do run. */
async function recoverExpress(recovery: Recovery): Promise<void> {
  const { store } = recovery
  const machines = await patiently(recovery, () => store.expressMachines())
  for (const machineId of machines ?? []) await recoverExpressOf(recovery, machineId)
}

async function recoverExpressOf(recovery: Recovery, machineId: MachineId): Promise<void> {
  const { store, express, clock, isClosed, startedBefore } = recovery
  let before = startedBefore + 1
  while (!isClosed()) {
    const query = { machineId, status: 'RUNNING', before, limit: pageSize } as const
    const page = await patiently(recovery, () => store.executions(query))
    for (const { id } of page ?? []) express.resume(id)
    if (page?.length !== pageSize) return
    before = page.at(-1)!.id
    while (express.waiting > backlogMax && !isClosed()) await pause(clock, pauseMs)
  }
}

async function takeUp({ executions, dispatch }: RecoveryOptions, place: FramePlace): Promise<void> {
  if (place.frameId === headerFrameId) {
    executions.post(place.executionId, { event: { type: 'TurnContinued' } })
    return
  }
  const found = await executions.frame(place.executionId, place.frameId)
  if (found?.frame.progress.kind === 'task')
    dispatch.schedule({ ...place, taskId: found.frame.progress.taskId })
}

/** Waits for a store that is busy; what cannot be taken up is reported and keeps nobody else from going on. */
async function patiently<T>(
  { clock, report, isClosed }: Recovery,
  work: () => Promise<T>,
): Promise<T | undefined> {
  while (!isClosed()) {
    try {
      return await work()
    } catch (error) {
      if (isClosed()) return undefined
      if (!(error instanceof StoreUnavailable)) {
        report(error as Error)
        return undefined
      }
      await pause(clock, retryMs)
    }
  }
  return undefined
}

/** Tasks that are under way already hold nobody up: there may be jobs of days among them. */
function isBusy({ executions, dispatch }: RecoveryOptions): boolean {
  return executions.backlog + dispatch.waiting > backlogMax
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve))
}
