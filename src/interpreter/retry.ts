/** Retriers: whether an error is tried again, and when (feature map §2.10). */
import type { AslError, Instant, Random } from '#base'
import type { Retrier, WithRetryCatch } from '#asl'
import { matchesError } from './catch.ts'
import type { Draft } from './draft.ts'
import type { Frame } from './frame.ts'

/**
 * The attempts made so far with one more, and when the next begins; undefined where no retrier means the error or
 * the one that does is spent. Retriers are scanned in order and the first match decides.
 */
export function nextRetry(
  draft: Draft,
  at: { frame: Frame; state: WithRetryCatch },
  error: AslError,
): { readonly retries: readonly number[]; readonly dueAt: Instant } | undefined {
  const { retry } = at.state
  const index = retry.findIndex((retrier) => matchesError(retrier.errorEquals, error))
  const retrier = retry[index]
  if (!retrier) return undefined
  draft.note('retryIndex', index)
  const made = at.frame.retries ?? retry.map(() => 0)
  const attempt = made[index]! + 1
  if (attempt > retrier.maxAttempts) return undefined
  const delaySeconds = retryDelaySeconds(retrier, attempt, () => draft.random)
  draft.note('retryDelaySeconds', delaySeconds)
  return { retries: made.with(index, attempt), dueAt: draft.at + Math.round(delaySeconds * 1000) }
}

/** How long the retrier waits before its n-th attempt: Interval × Backoff^(n−1), capped, then jitter. */
export function retryDelaySeconds(retrier: Retrier, attempt: number, random: () => Random): number {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** (attempt - 1)
  const capped = Math.min(grown, retrier.maxDelaySeconds ?? longestRetryDelaySeconds)
  return retrier.jitterStrategy === 'FULL' ? random().next() * capped : capped
}

/** AWS's bound of MaxDelaySeconds; a retry without one waits no longer either. */
export const longestRetryDelaySeconds = 31_622_400
