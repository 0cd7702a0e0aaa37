/** Whether an execution can be redriven, and AWS's words for why not (feature map §5.3). */
import type { Limits } from '#base'
import { headerFrameId } from '#interpreter'
import type { ExecutionRecord, Store } from '#store'
import type { EngineCatalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import { awaitingIn, awaitsRedrive } from '../map-run/redriven.ts'

export interface RedriveStatus {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN'
  readonly redriveStatusReason?: string
  /** A child of a Map Run that is redriven, and which has no place yet. */
  readonly isPending?: true
}

export interface RedriveStatusOptions {
  readonly store: Store
  readonly catalog: EngineCatalog
  readonly clock: Clock
  readonly limits: Limits
}

/** How often an execution may be redriven where AWS's quotas are lifted: nobody comes there by hand. */
const redrivesMaxDefault = 1_000_000

/** AWS's quotas, under `--limits aws`. */
const aws = { redrivesMax: 1000, redrivableDays: 14 }
const dayMs = 86_400_000

export async function redriveStatus(
  options: RedriveStatusOptions,
  execution: ExecutionRecord,
): Promise<RedriveStatus> {
  const { status, mapRun } = execution
  if (status === 'RUNNING' || status === 'SUCCEEDED')
    return notRedrivable(`Execution is ${status} and cannot be redriven`)
  if (mapRun) {
    const parent = await options.store.mapRun(mapRun.uuid)
    const isPending = parent !== undefined && awaitsRedrive(execution, awaitingIn(parent))
    if (!isPending) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' }
    return { ...notRedrivable('Execution is PENDING_REDRIVE and cannot be redriven'), isPending }
  }
  const reason = (await reasonOfStore(options, execution)) ?? (await reasonOfLimits(options, execution))
  return reason === undefined ? { redriveStatus: 'REDRIVABLE' } : notRedrivable(reason)
}

function notRedrivable(redriveStatusReason: string): RedriveStatus {
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason }
}

async function reasonOfStore(
  { store, catalog }: RedriveStatusOptions,
  { id, machineName, machineId, ...namespace }: ExecutionRecord,
): Promise<string | undefined> {
  const machine = await catalog.machine(namespace, machineName)
  // A name that is free again, or another's, was the name of a state machine that is deleted.
  if (machine?.id !== machineId || machine.status !== 'ACTIVE') return 'State machine is in DELETING status'
  const range = { from: headerFrameId, to: headerFrameId }
  const [header] = await store.frames({ executionId: id, range, limit: 1 })
  // Before there was a redrive, an end dropped what a redrive needs.
  return header ? undefined : 'Execution was started before the launch of RedriveExecution'
}

async function reasonOfLimits(
  { store, clock, limits }: RedriveStatusOptions,
  { id, startedAt, stoppedAt = startedAt, redrive }: ExecutionRecord,
): Promise<string | undefined> {
  const isAws = limits.profile === 'aws'
  if ((redrive?.count ?? 0) >= (isAws ? aws.redrivesMax : redrivesMaxDefault))
    return 'Execution redrive limit exceeded'
  if (!isAws) return undefined
  const from = Number.MAX_SAFE_INTEGER
  const [last] = await store.history({ executionId: id, from, eventsMax: 1, reverse: true })
  // The event of the redrive and the one of the end have to find room.
  if ((last?.lastEventId ?? 0) >= limits.historyEventsMax - 1) return 'Execution history event limit exceeded'
  if (clock.now() - startedAt > limits.executionSecondsMax * 1000)
    return 'Execution has exceeded the max execution time'
  if (clock.now() - stoppedAt > aws.redrivableDays * dayMs) return 'Execution redrivable period exceeded'
  return undefined
}
