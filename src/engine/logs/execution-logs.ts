/**
 * Log events: what a state machine's logging configuration asks to be told of its executions.
 *
 * Owns: which events a level has, that data is left out where it is not asked for, and the recent events that are kept
 * for people. Neighbours: `recent-log-events` (what is kept), the server's log (where they go).
 *
 * 1. An event is logged after its turn is durable, where it becomes durable at all; what was not logged before a crash
 *    is not logged after it.
 * 2. For an Express execution its log events are the only record (design §4).
 */
import type { HistoryEvent, HistoryEventType } from '#interpreter'
import type { RevisionRecord } from '#store'
import { entryOf } from '../history-entries.ts'
import type { HistoryEntry, LogEvent } from '../port.ts'
import { RecentLogEvents } from './recent-log-events.ts'

/** Takes the events that one turn of an execution appended. */
export type ExecutionLog = (events: readonly HistoryEvent[]) => void

/** Told of every log event; has to be quick. */
export type LogSink = (event: LogEvent) => void

interface Target {
  readonly logGroupArn: string
  readonly includesData: boolean
  readonly has: (type: HistoryEventType) => boolean
}

/** Which events a level has (feature map §5.7). */
const levels: Readonly<Record<string, (type: HistoryEventType) => boolean>> = {
  ALL: () => true,
  ERROR: (type) => /(Failed|TimedOut|Aborted|FailStateEntered)$/.test(type),
  FATAL: (type) => /^Execution(Aborted|Failed|TimedOut)$/.test(type),
}

export class ExecutionLogs {
  readonly recent = new RecentLogEvents()
  readonly #sink: LogSink
  readonly #targets = new WeakMap<RevisionRecord, { readonly target: Target | undefined }>()

  constructor(sink: LogSink) {
    this.#sink = sink
  }

  /** The log of an execution of that revision; undefined where it logs nothing. */
  of(revision: RevisionRecord, executionArn: string, redriveCount = 0): ExecutionLog | undefined {
    const target = this.#target(revision)
    const of = { executionArn, ...(redriveCount > 0 && { redriveCount }) }
    return target && ((events) => this.#write(target, of, events))
  }

  #target(revision: RevisionRecord): Target | undefined {
    const known = this.#targets.get(revision)
    if (known) return known.target
    const target = readTarget(revision.configuration)
    this.#targets.set(revision, { target })
    return target
  }

  #write(
    target: Target,
    of: { readonly executionArn: string; readonly redriveCount?: number },
    events: readonly HistoryEvent[],
  ): void {
    for (const event of events) {
      if (!target.has(event.type)) continue
      const entry = entryOf(event)
      const logged = target.includesData ? entry : withoutData(entry)
      const logEvent = { logGroupArn: target.logGroupArn, ...of, entry: logged }
      this.recent.add(logEvent)
      this.#sink(logEvent)
    }
  }
}

/** The parts of a configuration that matter here; its text was checked when it was set. */
interface Configuration {
  readonly loggingConfiguration?: {
    readonly level?: string
    readonly includeExecutionData?: boolean
    readonly destinations?: readonly {
      readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string }
    }[]
  }
}

function readTarget(configuration: string): Target | undefined {
  const { loggingConfiguration = {} } = JSON.parse(configuration || '{}') as Configuration
  const { level = 'OFF', includeExecutionData = false, destinations = [] } = loggingConfiguration
  const logGroupArn = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn
  const has = levels[level]
  return has && logGroupArn !== undefined
    ? { logGroupArn, includesData: includeExecutionData, has }
    : undefined
}

const dataMembers = ['input', 'output', 'parameters', 'assignedVariables']
const hidden: ReadonlySet<string> = new Set(dataMembers.flatMap((name) => [name, `${name}Details`]))

/** Neither documents nor what our own tools show of them. */
function withoutData({ details, teaching: _, variables: _v, ...entry }: HistoryEntry): HistoryEntry {
  if (!details) return entry
  return {
    ...entry,
    details: Object.fromEntries(Object.entries(details).filter(([key]) => !hidden.has(key))),
  }
}
