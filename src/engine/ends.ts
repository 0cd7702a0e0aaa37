/** Callers who wait for the end of an execution. */
import type { ExecutionId, ExecutionRecord } from '#store'

/** Gives the record of an execution that has ended; undefined when nobody waits for it any more. */
type Tell = (ended?: ExecutionRecord) => void

export class Ends {
  readonly #waiting = new Map<ExecutionId, Set<Tell>>()
  #closed = false

  /** Resolves when the end is durable (with the record), or with nothing: it has ended before, the signal aborts, it closes. */
  async next(
    executionId: ExecutionId,
    isRunning: () => Promise<boolean>,
    signal?: AbortSignal,
  ): Promise<ExecutionRecord | undefined> {
    const { promise, resolve } = Promise.withResolvers<ExecutionRecord | undefined>()
    const waiting = this.#waiting.get(executionId) ?? new Set()
    this.#waiting.set(executionId, waiting.add(resolve))
    const leave = () => resolve(undefined)
    signal?.addEventListener('abort', leave)
    try {
      // It may have ended, and the engine may have closed, before the wait was noted.
      return (await isRunning()) && !this.#closed ? await promise : undefined
    } finally {
      signal?.removeEventListener('abort', leave)
      waiting.delete(resolve)
      if (waiting.size === 0 && this.#waiting.get(executionId) === waiting) this.#waiting.delete(executionId)
    }
  }

  /** Tells those who wait; the record is asked for only where somebody does. */
  tell(executionId: ExecutionId, record: () => ExecutionRecord): void {
    const waiting = this.#waiting.get(executionId)
    if (!waiting) return
    const ended = record()
    for (const resolve of waiting) resolve(ended)
    this.#waiting.delete(executionId)
  }

  close(): void {
    this.#closed = true
    for (const waiting of this.#waiting.values()) for (const resolve of waiting) resolve()
  }
}
