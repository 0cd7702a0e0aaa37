/**
 * Dispatch: sends tasks whose turn is durable, and brings their answers back as events.
 *
 * 1. A task is sent after its commit (invariant 1), and again after a crash with the same idempotency key
 *    (invariant 10); within one process an attempt is sent once: it is known until its answer is durable.
 * 2. What is sent is read from the frame at the moment of sending: an attempt that is over is not sent.
 * 3. A job that was submitted is watched without counting as in flight: parents that wait for their children leave room
 *    for the children's tasks.
 */
import { AslError, type Outcome, type Payload } from '#base'
import { serverStops, type SendTask, type TaskResult } from '#integrations'
import type { EventBody, TaskPlace, TaskProgress, Turn } from '#interpreter'
import { StoreUnavailable, type ExecutionId } from '#store'
import type { Clock } from './clock.ts'
import type { Executions } from './executions.ts'
import type { LiveExecution } from './live-execution.ts'
import { Queue } from './queue.ts'
import { sendAttempt } from './send-attempt.ts'

/** Tasks that are under way at once; others wait in the order of their turns. */
export const tasksInFlightMax = 2000
/** How long a task whose frame could not be read, or whose job could not be watched, waits before it is tried again. */
const retryMs = 1000

type Place = TaskPlace & { readonly executionId: ExecutionId }

export interface DispatchOptions {
  readonly executions: Executions
  readonly clock: Clock
  readonly send: SendTask
  readonly report: (error: Error) => void
}

export class Dispatch {
  readonly #options: DispatchOptions
  readonly #waiting = new Queue<Place>()
  readonly #known = new Map<ExecutionId, Map<number, Attempt>>()
  #inFlight = 0
  #closed = false

  constructor(options: DispatchOptions) {
    this.#options = options
  }

  get inFlight(): number {
    return this.#inFlight
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Carries out the commands of a durable turn. */
  turnCommitted(live: LiveExecution, turn: Turn): void {
    const executionId = live.identity.id
    for (const command of turn.commands) {
      if (command.type === 'ScheduleTask') this.schedule({ ...command, executionId })
      else if (command.type === 'CancelTask') cancel(this.#known.get(executionId)?.get(command.taskId))
    }
    if (!turn.ended) return
    for (const attempt of this.#known.get(executionId)?.values() ?? []) cancel(attempt)
    this.#known.delete(executionId)
  }

  schedule(place: Place): void {
    const tasks = this.#known.get(place.executionId)
    if (tasks?.has(place.taskId) || this.#closed) return
    const attempt: Attempt = { controller: new AbortController(), isAnswered: false }
    if (tasks) tasks.set(place.taskId, attempt)
    else this.#known.set(place.executionId, new Map([[place.taskId, attempt]]))
    this.#waiting.push(place)
    this.#pump()
  }

  /** Sends nothing more and lets go of what is under way: it is sent again after the next start. */
  close(): void {
    this.#closed = true
    this.#waiting.clear()
    for (const tasks of this.#known.values())
      for (const attempt of tasks.values()) cancel(attempt, serverStops)
  }

  #pump(): void {
    while (this.#inFlight < tasksInFlightMax && this.#waiting.length > 0)
      void this.#run(this.#waiting.shift()!)
  }

  #over({ executionId, taskId }: Place): void {
    const tasks = this.#known.get(executionId)
    tasks?.delete(taskId)
    if (tasks?.size === 0) this.#known.delete(executionId)
  }

  async #run(place: Place): Promise<void> {
    const signal = this.#attemptAt(place)?.controller.signal
    if (!signal || signal.aborted) return this.#over(place)
    try {
      const answer = await this.#send(place, signal)
      if (answer) await this.#take(place, answer, signal)
      else this.#over(place)
    } catch (error) {
      if (this.#closed) return
      if (signal.aborted || !(error instanceof StoreUnavailable)) this.#options.report(error as Error)
      if (signal.aborted) this.#over(place)
      else this.#tryAgain(place)
    }
  }

  #attemptAt({ executionId, taskId }: Place): Attempt | undefined {
    return this.#known.get(executionId)?.get(taskId)
  }

  /** What came back; undefined where the attempt is over. */
  async #send(place: Place, signal: AbortSignal): Promise<Answer | undefined> {
    this.#inFlight++
    try {
      const { executions } = this.#options
      const { executionId, frameId } = place
      const found =
        executions.frameInMemory(executionId, frameId) ?? (await executions.frame(executionId, frameId))
      const progress = found?.frame.progress
      if (signal.aborted || progress?.kind !== 'task' || progress.taskId !== place.taskId) return undefined
      const { send } = this.#options
      const { identity, trace } = found!.live
      return { progress, outcome: await sendAttempt(send, identity, { progress, signal, trace }) }
    } finally {
      this.#inFlight--
      this.#pump()
    }
  }

  async #take(place: Place, { progress, outcome }: Answer, signal: AbortSignal): Promise<void> {
    const completion = outcome instanceof AslError ? undefined : outcome.completion
    if (signal.aborted) {
      // Cutting the job off may fail, too.
      await completion
      return this.#over(place)
    }
    if (outcome instanceof AslError) return this.#failed(place, outcome)
    if (!isSubmitted(progress)) return this.#succeeded(place, outcome.output)
    if (!progress.submission) this.#submitted(place, outcome.output, !completion)
    if (!completion) return
    const result = await completion
    if (signal.aborted) return this.#over(place)
    if (result instanceof AslError) this.#failed(place, result)
    else this.#succeeded(place, result)
  }

  /** Something went wrong beside the task itself: its execution still waits for it. */
  #tryAgain(place: Place): void {
    this.#options.clock.after(retryMs, () => {
      if (this.#closed) return
      this.#waiting.push(place)
      this.#pump()
    })
  }

  #succeeded(place: Place, output: Payload): void {
    const { frameId, taskId } = place
    this.#answer(place, { type: 'TaskSucceeded', frameId, taskId, output })
  }

  #failed(place: Place, { error, cause }: AslError): void {
    const { frameId, taskId } = place
    const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
    this.#answer(place, { type: 'TaskFailed', frameId, taskId, ...details })
  }

  /** With a token, nothing more comes back this way. */
  #submitted(place: Place, output: Payload, isLast: boolean): void {
    const { frameId, taskId } = place
    const event: EventBody = { type: 'TaskSubmitted', frameId, taskId, output }
    if (isLast) this.#answer(place, event)
    else this.#options.executions.post(place.executionId, { event })
  }

  #answer(place: Place, event: EventBody): void {
    const attempt = this.#attemptAt(place)
    if (attempt) attempt.isAnswered = true
    this.#options.executions.post(place.executionId, { event, done: () => this.#over(place) })
  }
}

interface Attempt {
  readonly controller: AbortController
  /** Its last answer is on its way into the store: there is nothing to cancel any more. */
  isAnswered: boolean
}

function cancel(attempt: Attempt | undefined, reason?: unknown): void {
  if (attempt && !attempt.isAnswered) attempt.controller.abort(reason)
}

interface Answer {
  readonly progress: TaskProgress
  readonly outcome: Outcome<TaskResult>
}

/** Whether the call's answer is not yet the task's result: a token or a job is waited for. */
function isSubmitted({ request: { target } }: TaskProgress): boolean {
  return target.kind === 'service' && target.pattern !== 'request-response'
}
