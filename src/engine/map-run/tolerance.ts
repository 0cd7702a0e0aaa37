/** How many items of a Map Run may fail (feature map §2.9). */
import type { MapRunRecord } from '#store'
import type { MapRunProgress } from './progress.ts'
import { allAwaiting } from './redriven.ts'

/** AWS's words. */
export const thresholdExceeded = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
} as const

/**
 * Whether more items have failed than is tolerated; those of a child that was stopped count as well,
 * those of one that awaits its redrive do not. Exceeding either
 * threshold counts. A threshold of 0 is one only where the other is 0, too, for that is how an absent one is kept. A share
 * is known once the number of items is.
 */
export function exceedsTolerance(
  { items: byStatus, settings }: MapRunRecord,
  { total, items, exhausted, awaiting }: MapRunProgress,
): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = settings
  const failed = byStatus.FAILED + byStatus.TIMED_OUT + byStatus.ABORTED - allAwaiting(awaiting).items
  if (count === 0 && percentage === 0) return failed > 0
  if (count > 0 && failed > count) return true
  const known = total ?? (exhausted ? items : undefined)
  return percentage > 0 && known !== undefined && failed * 100 > percentage * known
}
