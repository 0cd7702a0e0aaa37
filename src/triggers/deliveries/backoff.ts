/** How long a delivery waits before it is tried again. */

const firstMs = 1000
const longestMs = 300_000

/**
 * Twice as long after each attempt in vain, from one second up to five minutes; between half of that and all of it, so
 * that what failed together does not come back together. `random` is from 0 up to 1, `attempts` from 0 on.
 */
export function backoffMs(attempts: number, random: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(attempts, 20))
  return Math.round(whole * (0.5 + random / 2))
}
