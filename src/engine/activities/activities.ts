/**
 * Activities: hands queued tasks to the workers that poll for them.
 *
 * The queue is the store's index of frames that wait for a worker; memory holds only the workers that wait, and
 * which tasks are just being handed out.
 */
import type { Limits } from '#base'
import { headerFrameId, type Turn } from '#interpreter'
import type { ActivityId, QueuedFrame, Store } from '#store'
import type { Clock } from '../clock.ts'
import type { Executions } from '../executions.ts'
import type { LiveExecution } from '../live-execution.ts'
import type { ActivityTask, PollActivity } from '../port.ts'
import { mintTaskToken } from '../task-token.ts'

/** How long a poll waits, as AWS's does. */
const pollMs = 60_000
/** Queued tasks that one look at the store brings. */
const pageSize = 50

export interface ActivitiesOptions {
  readonly store: Store
  readonly executions: Executions
  readonly clock: Clock
  readonly limits: Limits
}

export class Activities {
  readonly #options: ActivitiesOptions
  /** Workers that wait, by activity; waking one lets it look again. */
  readonly #waiting = new Map<ActivityId, Set<() => void>>()
  /** Workers that poll, waiting or looking, by activity. */
  readonly #polling = new Map<ActivityId, number>()
  readonly #handingOut = new Set<string>()
  /** Counts tasks that were queued: one that comes while a worker looks is not overlooked. */
  #queued = 0
  #closed = false

  constructor(options: ActivitiesOptions) {
    this.#options = options
  }

  get waiting(): number {
    let count = 0
    for (const wakers of this.#waiting.values()) count += wakers.size
    return count
  }

  /** A task was queued: one of the activity's workers looks for it. */
  turnCommitted(_live: LiveExecution, turn: Turn): void {
    if (turn.ended) return
    for (const { id, progress } of turn.frames) {
      if (id === headerFrameId || progress.kind !== 'task' || progress.queuedAt === undefined) continue
      const { target } = progress.request
      if (target.kind !== 'activity') continue
      this.#queued++
      this.#wakeOne(target.activityId)
    }
  }

  /** Whether fewer workers wait for tasks of the activity than may. */
  hasRoom(activityId: ActivityId): boolean {
    return (this.#polling.get(activityId) ?? 0) < this.#options.limits.activityWorkersMax
  }

  async poll(request: PollActivity): Promise<ActivityTask | undefined> {
    const { id } = request.activity
    this.#polling.set(id, (this.#polling.get(id) ?? 0) + 1)
    try {
      return await this.#poll(request)
    } finally {
      const left = this.#polling.get(id)! - 1
      if (left > 0) this.#polling.set(id, left)
      else this.#polling.delete(id)
    }
  }

  async #poll(request: PollActivity): Promise<ActivityTask | undefined> {
    const deadline = this.#options.clock.now() + pollMs
    let task: ActivityTask | undefined
    try {
      while (!task && !request.signal.aborted && !this.#closed) {
        const queued = this.#queued
        task = await this.#take(request)
        if (task || this.#queued !== queued) continue
        if (this.#options.clock.now() >= deadline) return undefined
        // It may have left while it looked.
        if (!request.signal.aborted && !this.#closed) await this.#wait(request, deadline)
      }
    } finally {
      // A worker that leaves with nothing may have been the one that was woken for a task.
      if (!task) this.#wakeOne(request.activity.id)
    }
    return task
  }

  /** Lets all workers go. */
  close(): void {
    this.#closed = true
    for (const wakers of this.#waiting.values()) for (const wake of wakers) wake()
  }

  async #take(request: PollActivity): Promise<ActivityTask | undefined> {
    let after: QueuedFrame | undefined
    for (;;) {
      const page = await this.#options.store.queuedFrames(request.activity.id, pageSize, after)
      for (const queued of page) {
        const task = await this.#handOut(queued, request)
        if (task) return task
      }
      if (page.length < pageSize) return undefined
      after = page.at(-1)
    }
  }

  /** Gives the task to the worker, once that is durable; undefined where it is no longer there to give. */
  async #handOut(
    { executionId, frameId }: QueuedFrame,
    { workerName, signal }: PollActivity,
  ): Promise<ActivityTask | undefined> {
    const key = `${executionId}:${frameId}`
    if (this.#handingOut.has(key)) return undefined
    this.#handingOut.add(key)
    try {
      const found = await this.#options.executions.frame(executionId, frameId)
      const progress = found?.frame.progress
      if (!found || progress?.kind !== 'task') return undefined
      if (progress.queuedAt === undefined || signal.aborted) return undefined
      const place = { executionId, frameId, taskId: progress.taskId }
      if (!(await this.#started(place, workerName))) return undefined
      return {
        taskToken: mintTaskToken(this.#options.store.secret, {
          ...place,
          account: found.live.identity.account,
        }),
        input: progress.request.parameters.text,
      }
    } finally {
      this.#handingOut.delete(key)
    }
  }

  #started(
    place: { readonly executionId: number; readonly frameId: number; readonly taskId: number },
    workerName: string | undefined,
  ): Promise<boolean> {
    const { executionId, ...task } = place
    const worker = workerName === undefined ? {} : { workerName }
    return new Promise((resolve, reject) => {
      this.#options.executions.post(executionId, {
        event: { type: 'ActivityTaskStarted', ...task, ...worker },
        done: (turn) => resolve(turn.task === 'done'),
        failed: (reason) => (reason === 'closed' ? resolve(false) : reject(reason)),
      })
    })
  }

  #wait({ activity, signal }: PollActivity, deadline: number): Promise<void> {
    const { clock } = this.#options
    return new Promise((resolve) => {
      const wakers = this.#waiting.get(activity.id) ?? new Set()
      const wake = () => {
        wakers.delete(wake)
        if (wakers.size === 0) this.#waiting.delete(activity.id)
        cancel()
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const cancel = clock.after(Math.max(1, deadline - clock.now()), wake)
      signal.addEventListener('abort', wake)
      this.#waiting.set(activity.id, wakers.add(wake))
    })
  }

  #wakeOne(activityId: ActivityId): void {
    const wake = this.#waiting.get(activityId)?.values().next().value
    wake?.()
  }
}
