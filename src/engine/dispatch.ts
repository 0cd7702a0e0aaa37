/**
 * Dispatch: sends tasks whose turn is durable, and brings their answers back as events.
 *
 * 1. A task is sent after its commit (invariant 1), and again after a crash with the same idempotency key
 *    (invariant 10); within one process an attempt is sent once.
 * 2. What is sent is read from the frame at the moment of sending: an attempt that is over is not sent.
 */
import { AslError, Payload, type Outcome } from '#base'
import type { LambdaResource, ServiceResource } from '#asl'
import { serverStops } from '#integrations'
import type { TaskPlace, TaskProgress, Turn } from '#interpreter'
import type { ExecutionId } from '#store'
import type { Executions } from './executions.ts'
import type { LiveExecution } from './live-execution.ts'

/** Tasks that are under way at once; others wait in the order of their turns. */
const tasksInFlightMax = 2000

/** One attempt of a task, as it leaves. */
export interface OutgoingTask {
  readonly target: LambdaResource | ServiceResource
  readonly parameters: Payload
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly roleArn: string
  readonly idempotencyKey: string
  readonly submission?: Payload
  readonly signal: AbortSignal
}

/** What came back: the result, or what was submitted and, for a job, its end. */
export interface TaskResult {
  readonly output: Payload
  readonly completion?: Promise<Outcome<Payload>>
}

/** The way out of the house: integrations and functions. Never rejects for what the other side answers. */
export type SendTask = (task: OutgoingTask) => Promise<Outcome<TaskResult>>

type Place = TaskPlace & { readonly executionId: ExecutionId }

export class Dispatch {
  readonly #executions: Executions
  readonly #send: SendTask
  readonly #waiting: Place[] = []
  readonly #known = new Map<ExecutionId, Map<number, AbortController>>()
  #inFlight = 0
  #closed = false

  constructor(executions: Executions, send: SendTask) {
    this.#executions = executions
    this.#send = send
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
      else if (command.type === 'CancelTask') this.#known.get(executionId)?.get(command.taskId)?.abort()
    }
    if (turn.ended) for (const controller of this.#known.get(executionId)?.values() ?? []) controller.abort()
  }

  schedule(place: Place): void {
    const tasks = this.#known.get(place.executionId)
    if (tasks?.has(place.taskId) || this.#closed) return
    const controller = new AbortController()
    if (tasks) tasks.set(place.taskId, controller)
    else this.#known.set(place.executionId, new Map([[place.taskId, controller]]))
    this.#waiting.push(place)
    this.#pump()
  }

  /** Sends nothing more and lets go of what is under way: it is sent again after the next start. */
  close(): void {
    this.#closed = true
    this.#waiting.length = 0
    for (const tasks of this.#known.values()) for (const task of tasks.values()) task.abort(serverStops)
  }

  #pump(): void {
    while (this.#inFlight < tasksInFlightMax && this.#waiting.length > 0) {
      const place = this.#waiting.shift()!
      this.#inFlight++
      void this.#run(place).finally(() => {
        this.#inFlight--
        this.#over(place)
        this.#pump()
      })
    }
  }

  #over({ executionId, taskId }: Place): void {
    const tasks = this.#known.get(executionId)
    tasks?.delete(taskId)
    if (tasks?.size === 0) this.#known.delete(executionId)
  }

  async #run(place: Place): Promise<void> {
    const { executionId, frameId, taskId } = place
    const found = await this.#executions.frame(executionId, frameId)
    const progress = found?.frame.progress
    const signal = this.#known.get(executionId)?.get(taskId)?.signal
    if (!found || progress?.kind !== 'task' || progress.taskId !== taskId || !signal || signal.aborted) return
    const outcome = await this.#attempt(found.live, progress, signal)
    if (signal.aborted) return
    if (outcome instanceof AslError) return this.#failed(place, outcome)
    if (!isSubmitted(progress)) return this.#succeeded(place, outcome.output)
    if (!progress.submission) {
      this.#executions.post(executionId, {
        event: { type: 'TaskSubmitted', frameId, taskId, output: outcome.output },
      })
    }
    if (!outcome.completion) return
    const result = await outcome.completion
    if (signal.aborted) return
    if (result instanceof AslError) this.#failed(place, result)
    else this.#succeeded(place, result)
  }

  async #attempt(
    live: LiveExecution,
    progress: TaskProgress,
    signal: AbortSignal,
  ): Promise<Outcome<TaskResult>> {
    const { executionArn, stateMachineArn, roleArn } = live.identity
    const { target, parameters } = progress.request
    if (target.kind === 'activity') return new AslError('States.Runtime', 'An activity is not sent.')
    try {
      return await this.#send({
        target,
        parameters,
        executionArn,
        stateMachineArn,
        roleArn: progress.request.roleArn ?? roleArn,
        idempotencyKey: `${executionArn}#${progress.taskId}`,
        ...(progress.submission && { submission: progress.submission }),
        signal,
      })
    } catch (error) {
      return new AslError(
        'States.TaskFailed',
        `Stepwell could not send the task: ${(error as Error).message}`,
      )
    }
  }

  #succeeded({ executionId, frameId, taskId }: Place, output: Payload): void {
    this.#executions.post(executionId, { event: { type: 'TaskSucceeded', frameId, taskId, output } })
  }

  #failed({ executionId, frameId, taskId }: Place, { error, cause }: AslError): void {
    const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
    this.#executions.post(executionId, { event: { type: 'TaskFailed', frameId, taskId, ...details } })
  }
}

/** Whether the call's answer is not yet the task's result: a token or a job is waited for. */
function isSubmitted({ request: { target } }: TaskProgress): boolean {
  return target.kind === 'service' && target.pattern !== 'request-response'
}
