/** From the place that somebody has named, and what they have edited, to the beginning of an execution. */
import type { Limits } from '#base'
import type { Machine } from '#asl'
import type { Beginning } from '#interpreter'
import type { ExecutionRecord, NewIntervention, Store } from '#store'
import type { EngineCatalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import { executionArnOf } from '../execution-arns.ts'
import type { ExecutionLogs } from '../logs/execution-logs.ts'
import { beginningOf, editedOf } from './beginning-of.ts'
import { findVisit, historyPages, type EventPages } from './find-visit.ts'
import type { ChosenState, NotChosen } from './port.ts'

export interface ChooseOptions {
  readonly store: Store
  readonly catalog: EngineCatalog
  readonly clock: Clock
  readonly limits: Limits
  /** The record of what has no history: the log events of Express executions. */
  readonly logs: ExecutionLogs
}

export type ChosenBeginning = Pick<NewIntervention, 'stateName' | 'source' | 'edited'> & {
  readonly beginning: Beginning
}

/** `machine` is what is to run, which need not be what the execution has run. */
export async function chooseBeginning(
  options: ChooseOptions,
  record: ExecutionRecord,
  { chosen, machine }: { readonly chosen: ChosenState; readonly machine: Machine },
): Promise<ChosenBeginning | NotChosen> {
  const revision = await options.catalog.revision(record.revision)
  const pages = eventsOf(options, record)
  if (typeof pages === 'string' || !revision) return notChosen(String(pages))
  const visit = await findVisit(pages, options.catalog.machineOf(record, revision), chosen.at)
  if (typeof visit === 'string') return notChosen(visit)
  const beginning = beginningOf(visit, chosen, { machine, limits: options.limits })
  if (typeof beginning === 'string') return notChosen(beginning)
  const source = { executionArn: executionArnOf(record), eventId: visit.enteredEventId }
  return { stateName: visit.stateName, source, edited: editedOf(chosen), beginning }
}

function notChosen(reason: string): NotChosen {
  return { refused: 'no-such-place', reason }
}

/** The history, or what has been logged of an Express execution; a sentence where that says too little. */
function eventsOf({ store, logs }: ChooseOptions, record: ExecutionRecord): EventPages | string {
  const arn = executionArnOf(record)
  if (!record.name.includes(':')) return historyPages(store, record)
  const events = logs.recent.of(arn).map(({ entry }) => entry)
  const isWhole = events.every(({ id }, index) => id === index + 1) && events.length > 0
  const hasData = events.some(({ details }) => typeof details?.['input'] === 'string')
  return isWhole && hasData
    ? [events]
    : `An Express execution has no history, and of ${arn} not every event is logged with its data and still in memory. Set the state machine's logging to the level ALL with includeExecutionData, and start it again.`
}
