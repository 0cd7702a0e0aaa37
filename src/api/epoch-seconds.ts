import type { Instant } from '#base'

/** A moment as AWS JSON writes it: seconds since the epoch, with milliseconds as a fraction. */
export function epochSeconds(instant: Instant): number
export function epochSeconds(instant: Instant | undefined): number | undefined
export function epochSeconds(instant: Instant | undefined): number | undefined {
  return instant === undefined ? undefined : instant / 1000
}
