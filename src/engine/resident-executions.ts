/**
 * The executions that are in memory, and which of them are let go when they are too many.
 *
 * 1. There is one copy of an execution in memory.
 * 2. What is idle is forgotten once a limit is passed, the least recently used first; the store has it (invariant 8).
 */
import type { ExecutionId } from '#store'
import type { LiveExecution } from './live-execution.ts'

/** What stays in memory though nothing is under way. */
export interface MemoryLimits {
  /** Idle executions and their frames, most recently used first. */
  readonly idleExecutionsMax: number
  readonly idleFramesMax: number
  /** An execution with so few frames (its header among them) is loaded whole. */
  readonly framesLoadedAtOnce: number
}

export const memoryLimitsDefault: MemoryLimits = {
  idleExecutionsMax: 2000,
  idleFramesMax: 50_000,
  framesLoadedAtOnce: 200,
}

export class ResidentExecutions {
  readonly #limits: MemoryLimits
  /** The least recently used first. */
  readonly #live = new Map<ExecutionId, LiveExecution>()
  readonly #idByArn = new Map<string, ExecutionId>()
  #frames = 0
  #evicting = false

  constructor(limits: MemoryLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#live.size
  }

  get(executionId: ExecutionId): LiveExecution | undefined {
    return this.#live.get(executionId)
  }

  has(executionId: ExecutionId): boolean {
    return this.#live.has(executionId)
  }

  idOf(executionArn: string): ExecutionId | undefined {
    return this.#idByArn.get(executionArn)
  }

  keep(live: LiveExecution): void {
    this.#live.set(live.identity.id, live)
    this.#idByArn.set(live.identity.executionArn, live.identity.id)
    this.#frames += live.frames.size
  }

  /** Makes it the most recently used. */
  touch(live: LiveExecution): void {
    this.#live.delete(live.identity.id)
    this.#live.set(live.identity.id, live)
  }

  forget(live: LiveExecution): void {
    if (this.#live.get(live.identity.id) !== live) return
    this.#live.delete(live.identity.id)
    this.#idByArn.delete(live.identity.executionArn)
    this.#frames -= live.frames.size
  }

  /** Changes the frames of an execution, which are counted where it is in memory. */
  changeFrames(live: LiveExecution, change: () => void): void {
    const before = live.frames.size
    change()
    if (this.#live.get(live.identity.id) === live) this.#frames += live.frames.size - before
  }

  /** A look at everything that is in memory, at most once in a round of the event loop. */
  limit(): void {
    const { idleExecutionsMax, idleFramesMax } = this.#limits
    if (this.#evicting || (this.#live.size <= idleExecutionsMax && this.#frames <= idleFramesMax)) return
    this.#evicting = true
    setImmediate(() => {
      this.#evicting = false
      this.#evict()
    })
  }

  /** Forgets idle executions, the least recently used first, until half of the limits is free. */
  #evict(): void {
    const { idleExecutionsMax, idleFramesMax } = this.#limits
    for (const live of this.#live.values()) {
      if (this.#live.size <= idleExecutionsMax / 2 && this.#frames <= idleFramesMax / 2) return
      if (live.idle) this.forget(live)
    }
  }
}
