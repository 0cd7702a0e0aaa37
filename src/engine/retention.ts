/** Retention: closed executions are deleted after a while, in bounded batches between which others get their turn. */
import type { Store } from '#store'
import type { Clock } from './clock.ts'

/** Days that closed executions are kept, as AWS does. */
export const retentionDaysDefault = 90

const dayMs = 86_400_000
const sweepMs = 60_000
const batchSize = 200
const batchPauseMs = 20

export interface RetentionOptions {
  readonly store: Store
  readonly clock: Clock
  /** Undefined keeps them for ever. */
  readonly days: number | undefined
  readonly report: (error: Error) => void
}

/** Begins to sweep; the function given back ends it. */
export function keepRetention(options: RetentionOptions): () => void {
  const { store, clock, days, report } = options
  if (days === undefined) return () => undefined
  let closed = false
  let cancel = clock.after(sweepMs, () => void sweep())
  const sweep = async (): Promise<void> => {
    let pauseMs = sweepMs
    try {
      const deleted = await store.deleteClosed(clock.now() - days * dayMs, batchSize)
      if (deleted === batchSize) pauseMs = batchPauseMs
    } catch (error) {
      if (!closed) report(error as Error)
    }
    if (!closed) cancel = clock.after(pauseMs, () => void sweep())
  }
  return () => {
    closed = true
    cancel()
  }
}
