/**
 * The parts of an engine, made and introduced to one another.
 *
 * Owns: who is given what. Does not own: the order of opening and closing, and the door's methods (`open-engine.ts`).
 */
import { AslError, type Limits } from '#base'
import type { MapData, SendTask } from '#integrations'
import type { MachineRecord, Store } from '#store'
import { Activities } from './activities/activities.ts'
import { BusyPoll } from './busy-poll.ts'
import { EngineCatalog } from './catalog/catalog.ts'
import { systemClock, type Clock } from './clock.ts'
import { Committer, type CommitObserver } from './commit.ts'
import { Dispatch } from './dispatch.ts'
import { ExecutionLogs, type LogSink } from './logs/execution-logs.ts'
import { StoredDrafts } from './drafts/drafts.ts'
import { Executions } from './executions.ts'
import { ExpressRuns } from './express/runs.ts'
import { expressRunsMaxDefault, ExpressStarts } from './express/starts.ts'
import { ExecutionForks } from './fork/forks.ts'
import { MapRuns } from './map-run/map-runs.ts'
import { NameLookup } from './starts/name-lookup.ts'
import type { Engine } from './port.ts'
import { openQueryProcesses } from './query-elsewhere.ts'
import { Redrives } from './redrive/redrives.ts'
import { memoryLimitsDefault, type MemoryLimits } from './resident-executions.ts'
import { openSearches } from './search/open-searches.ts'
import { OpenExecutions } from './starts/open-executions.ts'
import { Starts, type TestCases } from './starts/starts.ts'
import { Announcer, type StatusEvents } from './status-events.ts'
import { Timers } from './timers.ts'
import { Tracing, type TracingOptions } from './tracing/tracing.ts'

export interface EngineOptions {
  readonly store: Store
  readonly limits: Limits
  readonly send: SendTask
  /** Where items of Distributed Maps come from and their results go; without it a Map has the items of its input. */
  readonly mapData?: MapData
  /** The test cases that executions may be started with; none where it is absent. */
  readonly testCases?: TestCases
  readonly clock?: Clock
  /** By how much Wait states are longer than they say: 0.1 waits six seconds for a minute; 1 by default. */
  readonly waitTimeScale?: number
  /** Days that closed executions are kept; undefined for ever. */
  readonly retentionDays?: number | undefined
  readonly observer?: CommitObserver
  /** Told of the log events that logging configurations ask for. */
  readonly log?: LogSink
  /** Where the spans of executions go; without it nothing is traced. */
  readonly tracing?: TracingOptions
  /** Told of executions that begin and end, within the turns that do it; nobody is where it is absent. */
  readonly statusEvents?: StatusEvents
  readonly memory?: MemoryLimits
  /** Express executions that run at once. */
  readonly expressRunsMax?: number
  /** Told of faults that no caller can be told of. */
  readonly report?: (error: Error, executionArn?: string) => void
}

/** What the parts ask of the engine as a whole. */
interface Whole {
  stopAll(machine: MachineRecord): Promise<void>
  stop: Engine['stop']
  redrive: Engine['redrive']
  execution: Engine['execution']
}

export type Counters = { executionId: number; machineId: number; revision: number; activityId: number }

export type EngineParts = ReturnType<typeof openParts>

/** Makes them; nothing works before `open-engine.ts` starts it. `counters` are counted on by the parts. */
export function openParts(options: EngineOptions, counters: Counters, whole: Whole) {
  const { store, limits, send, waitTimeScale } = options
  const { memory = memoryLimitsDefault, report = () => undefined } = options
  const startedBefore = counters.executionId
  const clock = options.clock ?? systemClock()
  const poll = new BusyPoll()
  const queries = openQueryProcesses()
  const logs = new ExecutionLogs(options.log ?? (() => undefined))
  const tracing = new Tracing(options.tracing, { store, clock, report })
  const committer = new Committer(store, options.observer ?? { committed: () => undefined }, poll)
  const names = new NameLookup(store, poll)
  const base = { store, committer, clock, limits, counters, report, queries, logs, tracing }
  const searching = openSearches({ ...base, ...whole, newestExecution: () => counters.executionId })
  const searchFieldsChanged = () => searching.indexer.fieldsChanged()
  const catalog = new EngineCatalog({ ...base, stopAll: whole.stopAll, searchFieldsChanged })
  const announcer = new Announcer(options.statusEvents)
  const executions = new Executions({ ...base, catalog, memory, waitTimeScale, announcer })
  const expressRuns = new ExpressRuns({ clock, limits, send, queries, report, waitTimeScale })
  const runsMax = options.expressRunsMax ?? expressRunsMaxDefault
  const expressStarts = new ExpressStarts({ ...base, catalog, announcer, runs: expressRuns, runsMax })
  const open = new OpenExecutions(store, limits)
  const testCases = options.testCases ?? { has: () => false }
  const starting = { ...base, open, testCases, catalog, executions, names, express: expressStarts }
  const starts = new Starts(starting)
  const data = options.mapData ?? noMapData
  const mapRuns = new MapRuns({ ...base, catalog, executions, express: expressRuns, data })
  return {
    store,
    clock,
    report,
    startedBefore,
    queries,
    logs,
    tracing,
    committer,
    names,
    searching,
    catalog,
    executions,
    expressRuns,
    expressStarts,
    starts,
    mapRuns,
    testing: { clock, limits, send, queries, waitTimeScale },
    dispatch: new Dispatch({ executions, clock, send, report }),
    timers: new Timers({ store, executions, clock, report }),
    activities: new Activities({ store, executions, clock, limits }),
    redrives: new Redrives({ ...base, catalog, executions, open, mapRuns }),
    forks: new ExecutionForks({ ...base, catalog, execution: whole.execution, starts }),
    drafts: new StoredDrafts({ store, committer, catalog, clock }),
  }
}

/** An engine that was opened without data. */
const noMapData: MapData = {
  async *openItems() {
    yield new AslError('States.ItemReaderFailed', 'This server has no access to data for Distributed Maps.')
  },
  async *writeResults() {
    yield new AslError('States.ResultWriterFailed', 'This server has no access to data for Distributed Maps.')
  },
}
