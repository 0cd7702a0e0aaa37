/**
 * One Express execution under way.
 *
 * Owns: its mail, its turns in order, its timers and the attempts of its tasks; all of it is memory and goes when it
 * ends. Neighbours: `runs` (what all of them share), `tasks` (sends), `execution` (the value).
 *
 * 1. The first turn is taken at once, and nothing of it leaves before `release`: whoever began the run makes it durable
 *    first, where it is to be durable (invariant 1). No later turn is taken before that.
 * 2. A fault of Stepwell's own ends the execution as failed, for nobody could take it up again.
 */
import { AslError, type Instant, type Outcome } from '#base'
import type { TaskResult } from '#integrations'
import {
  dueAt,
  headerFrameId,
  needsMore,
  step,
  type Beginning,
  type Ended,
  type Environment,
  type EventBody,
  type FrameId,
  type StepResult,
  type TaskPlace,
  type Turn,
} from '#interpreter'
import type { Clock } from '../clock.ts'
import type { TaskAttempt } from '../send-attempt.ts'
import type { ExecutionLog } from '../logs/execution-logs.ts'
import { ExecutionTrace, SpanRecorder, type TaskTrace } from '../tracing/execution-trace.ts'
import type { ExpressExecution } from './execution.ts'

/** What all runs share. */
export interface RunSurroundings {
  readonly clock: Clock
  readonly environment: Environment
  readonly schedule: (run: ExpressRun, task: TaskPlace) => void
  /** Goes on after others have had a turn. */
  readonly continueLater: (run: ExpressRun) => void
  /** The run is over: it ended, or the engine closes. */
  readonly over: (run: ExpressRun) => void
  readonly report: (error: Error, executionArn?: string) => void
}

/** Where it begins, if not at its first state, and who is told of what it does beside whoever began it. */
export interface RunOptions {
  readonly beginning?: Beginning | undefined
  readonly log?: ExecutionLog | undefined
  readonly trace?: TaskTrace | undefined
}

interface Timer {
  readonly dueAt: Instant
  readonly cancel: () => void
}

export class ExpressRun {
  readonly execution: ExpressExecution
  /** How it ended, once it was released. Rejects when the engine closes before: then it may begin anew elsewhere. */
  readonly ended: Promise<Ended>
  readonly #surroundings: RunSurroundings
  readonly #log: ExecutionLog | undefined
  readonly #trace: TaskTrace | undefined
  readonly #spans: SpanRecorder | undefined
  readonly #end = Promise.withResolvers<Ended>()
  readonly #mail: EventBody[] = []
  readonly #timers = new Map<FrameId, Timer>()
  readonly #attempts = new Map<number, AbortController>()
  /** An expression of the turn is being evaluated. */
  #evaluating = false
  #released = false
  /** The first turn, until the release. */
  #first: Turn | undefined
  #over = false

  constructor(
    execution: ExpressExecution,
    surroundings: RunSurroundings,
    { beginning, log, trace }: RunOptions = {},
  ) {
    this.execution = execution
    this.#surroundings = surroundings
    this.#log = log
    this.#trace = trace
    this.#spans = trace instanceof ExecutionTrace ? new SpanRecorder(trace) : undefined
    this.ended = this.#end.promise
    // Not everybody waits for the end; who does gets the rejection all the same.
    this.ended.catch(() => undefined)
    this.post({ type: 'ExecutionStarted', ...(beginning && { beginning }) })
  }

  /**
   * How it ended where its first turn did, known as soon as it has begun. Asked later it may say more: an expression may
   * have been evaluated meanwhile. It is to be released all the same.
   */
  get endedAtOnce(): Ended | undefined {
    return this.#first?.ended
  }

  /** Lets it go on: its first turn's tasks are sent, its timers start, its end is told. */
  release(): void {
    this.#released = true
    const first = this.#first
    if (!first || this.#over) return
    this.#first = undefined
    this.#carryOut(first)
    this.#takeTurns()
  }

  /** Ends it as ABORTED, unless it has ended. */
  stop({ error, cause }: { readonly error?: string; readonly cause?: string } = {}): void {
    this.post({
      type: 'ExecutionStopped',
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    })
  }

  post(event: EventBody): void {
    if (this.#over) return
    this.#mail.push(event)
    if (this.#mail.length === 1) this.#takeTurns()
  }

  /** The attempt of a task, while it is the one that the execution waits for. */
  attempt({ frameId, taskId }: TaskPlace): TaskAttempt | undefined {
    const progress = this.execution.frames.get(frameId)?.progress
    const signal = this.#attempts.get(taskId)?.signal
    return progress?.kind === 'task' && progress.taskId === taskId && signal && !signal.aborted
      ? { progress, signal, trace: this.#trace }
      : undefined
  }

  /** Gives a task's answer to the execution. */
  answered({ frameId, taskId }: TaskPlace, outcome: Outcome<TaskResult>): void {
    if (!this.#attempts.delete(taskId)) return
    if (!(outcome instanceof AslError))
      return this.post({ type: 'TaskSucceeded', frameId, taskId, output: outcome.output })
    const { error, cause } = outcome
    const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
    this.post({ type: 'TaskFailed', frameId, taskId, ...details })
  }

  /** Lets go of everything, as if the process had ended. */
  abandon(reason: Error, taskReason?: unknown): void {
    this.#leave(taskReason)
    this.#end.reject(reason)
  }

  // ---------------------------------------------------------------------------------------------------- turns

  #takeTurns(): void {
    while (this.#mail.length > 0 && !this.#evaluating && !this.#first && !this.#over) {
      const { clock, environment } = this.#surroundings
      const event = { ...this.#mail[0]!, at: clock.now(), seed: clock.seed() }
      try {
        const result = step(this.execution.machine, this.execution, { event, environment })
        if (result instanceof Promise) void this.#takeLater(result)
        else this.#take(result)
      } catch (error) {
        this.#fault(error as Error)
      }
    }
  }

  async #takeLater(result: Promise<StepResult>): Promise<void> {
    this.#evaluating = true
    try {
      const settled = await result
      this.#evaluating = false
      if (this.#over) return
      this.#take(settled)
    } catch (error) {
      this.#evaluating = false
      if (!this.#over) this.#fault(error as Error)
    }
    this.#takeTurns()
  }

  #take(turn: StepResult): void {
    if (needsMore(turn)) throw new Error(`an Express execution needs ${turn.needs[0]?.kind}, which it has`)
    this.#mail.shift()
    this.execution.apply(turn)
    if (this.#released) this.#carryOut(turn)
    else this.#first = turn
  }

  #fault(error: Error): void {
    const { report, clock } = this.#surroundings
    const { executionArn } = this.execution.identity
    report(error, executionArn)
    const cause = `A fault of Stepwell ended the execution: ${error.message}`
    const ended: Ended = { status: 'FAILED', at: clock.now(), error: 'States.Runtime', cause }
    const header = { ...this.execution.header, status: ended.status }
    this.#mail.splice(1)
    this.#take({ header, history: [], frames: [], dropped: [], items: [], commands: [], ended })
  }

  #carryOut(turn: Turn): void {
    if (turn.history.length > 0) this.#log?.(turn.history)
    this.#spans?.take(turn.history)
    if (turn.ended) return this.#finish(turn.ended)
    this.#setTimers(turn)
    for (const command of turn.commands) {
      if (command.type === 'ScheduleTask') {
        this.#attempts.set(command.taskId, new AbortController())
        this.#surroundings.schedule(this, command)
      } else if (command.type === 'CancelTask') this.#cancel(command.taskId)
      else if (command.type === 'Continue') this.#surroundings.continueLater(this)
    }
  }

  #cancel(taskId: number): void {
    this.#attempts.get(taskId)?.abort()
    this.#attempts.delete(taskId)
  }

  #finish(ended: Ended): void {
    this.#spans?.finish(ended)
    this.#leave()
    this.#end.resolve(ended)
  }

  #leave(reason?: unknown): void {
    this.#over = true
    for (const { cancel } of this.#timers.values()) cancel()
    for (const attempt of this.#attempts.values()) attempt.abort(reason)
    this.#timers.clear()
    this.#attempts.clear()
    this.#surroundings.over(this)
  }

  // --------------------------------------------------------------------------------------------------- timers

  #setTimers(turn: Turn): void {
    for (const { from, to } of turn.dropped)
      for (let frameId = from; frameId <= to; frameId++) this.#setTimer(frameId, undefined)
    for (const frame of turn.frames) this.#setTimer(frame.id, dueAt(frame))
    this.#setTimer(headerFrameId, turn.header.deadline)
  }

  /** What would come after the deadline never comes, so no timer is longer than an execution may be. */
  #setTimer(frameId: FrameId, due: Instant | undefined): void {
    const before = this.#timers.get(frameId)
    if (before?.dueAt === due) return
    before?.cancel()
    this.#timers.delete(frameId)
    const { deadline = Infinity } = this.execution.header
    if (due !== undefined && due <= deadline) this.#wakeAt(frameId, due)
  }

  #wakeAt(frameId: FrameId, due: Instant): void {
    const { clock } = this.#surroundings
    const wake = () => {
      // Timers of the system may be a little early, and the clock may have been set back.
      if (clock.now() < due) return this.#wakeAt(frameId, due)
      this.#timers.delete(frameId)
      this.post({ type: 'TimerFired', frameId })
    }
    this.#timers.set(frameId, { dueAt: due, cancel: clock.after(Math.max(1, due - clock.now()), wake) })
  }
}
