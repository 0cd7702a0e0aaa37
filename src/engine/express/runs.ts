/**
 * The Express executions that run in this process.
 *
 * Owns: what they share (the interpreter's environment, the tasks under way, whose turn it is) and how many there are.
 * Neighbours: `starts` (the executions of Express state machines), Map Runs (their Express children).
 *
 * 1. A run lives in memory only: whoever needs it to survive keeps a row and begins it again from its beginning.
 * 2. It runs for `expressSecondsMax` at most, so none stays for ever.
 */
import { AssertionFailed, type Limits } from '#base'
import type { Machine } from '#asl'
import { serverStops, type SendTask } from '#integrations'
import type { Beginning, Header, Identity } from '#interpreter'
import type { Clock } from '../clock.ts'
import type { ExecutionLog } from '../logs/execution-logs.ts'
import { ExpressExecution } from './execution.ts'
import { ExpressRun, type RunSurroundings } from './run.ts'
import { ExpressTasks } from './tasks.ts'
import { OneByOne } from '../one-by-one.ts'
import type { QueryProcesses } from '../query-elsewhere.ts'
import { shuttingDown } from '../shutting-down.ts'
import type { TaskTrace } from '../tracing/execution-trace.ts'

export interface ExpressRunsOptions {
  readonly clock: Clock
  readonly limits: Limits
  readonly send: SendTask
  /** Runs the expressions that take too long on the event loop. */
  readonly queries: QueryProcesses
  /** By how much Wait states are longer than they say. */
  readonly waitTimeScale?: number | undefined
  readonly report: (error: Error, executionArn?: string) => void
}

export interface BeginExpress {
  readonly identity: Identity
  readonly machine: Machine
  /** That of an execution that begins, which may run a test case. */
  readonly header: Header
  /** Where it begins; at its first state where it is absent. */
  readonly beginning?: Beginning | undefined
  /** Where its log events go; absent where its state machine logs nothing. */
  readonly log?: ExecutionLog | undefined
  /** The trace that it belongs to, if any. */
  readonly trace?: TaskTrace | undefined
}

export class ExpressRuns {
  readonly #runs = new Set<ExpressRun>()
  readonly #tasks: ExpressTasks
  /** Executions that have spent the budget of a turn. */
  readonly #continuing = new OneByOne<ExpressRun>((run) => run.post({ type: 'TurnContinued' }))
  readonly #surroundings: RunSurroundings
  #whenFewer: () => void = () => undefined
  #closed = false

  constructor({ clock, limits, send, queries, report, waitTimeScale }: ExpressRunsOptions) {
    this.#tasks = new ExpressTasks(send)
    this.#surroundings = {
      clock,
      environment: {
        limits: {
          ...limits,
          executionSecondsMax: Math.min(limits.executionSecondsMax, limits.expressSecondsMax),
          // No history is kept, so it cannot be full.
          historyEventsMax: Number.MAX_SAFE_INTEGER,
        },
        taskToken: () => {
          throw new AssertionFailed('an Express execution has no task tokens')
        },
        elsewhere: (request) => queries.evaluate(request),
        ...(waitTimeScale !== undefined && { waitTimeScale }),
      },
      schedule: (run, task) => this.#tasks.schedule(run, task),
      continueLater: (run) => this.#continuing.add(run),
      over: (run) => {
        this.#runs.delete(run)
        this.#whenFewer()
      },
      report,
    }
  }

  /**
   * Takes the first turn of an execution at once; the rest waits for `release`. `ended` gives how it ended, and rejects
   * with StoreUnavailable when the engine closes before.
   */
  begin({ identity, machine, header, ...how }: BeginExpress): ExpressRun {
    const execution = new ExpressExecution(identity, machine, header)
    const run = new ExpressRun(execution, this.#surroundings, how)
    if (this.#closed) run.abandon(shuttingDown(), serverStops)
    else this.#runs.add(run)
    return run
  }

  get count(): number {
    return this.#runs.size
  }

  get tasksInFlight(): number {
    return this.#tasks.inFlight
  }

  get tasksWaiting(): number {
    return this.#tasks.waiting
  }

  /** Tells the listener whenever a run is over. */
  listen(whenFewer: () => void): void {
    this.#whenFewer = whenFewer
  }

  /** Lets go of all of them, as a crash would: nothing ends, and nothing is told. */
  close(): void {
    this.#closed = true
    this.#tasks.clear()
    this.#continuing.clear()
    for (const run of this.#runs) run.abandon(shuttingDown(), serverStops)
  }
}
