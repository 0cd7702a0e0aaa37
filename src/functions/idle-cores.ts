/**
 * Whether the machine has a core to spare: another process for a function then does more at once, and otherwise only
 * takes time from those that run (two cores, quick handlers, 64 in flight: three processes use 30 % less time for a
 * call than nine).
 *
 * It is measured between two questions; questions that come sooner than `windowMs` share an answer.
 */
import { availableParallelism, cpus } from 'node:os'

const windowMs = 40
/** A machine is busy when less than this share of one core was idle. */
const idleShareMin = 0.5

interface Sample {
  readonly at: number
  readonly idleMs: number
}

let last: Sample = { at: -Infinity, idleMs: 0 }
let answer = true

/** The share of one core that was idle since the last question is above `idleShareMin`. */
export function hasIdleCore(): boolean {
  const at = performance.now()
  if (at - last.at < windowMs) return answer
  const now = { at, idleMs: cpus().reduce((sum, { times }) => sum + times.idle, 0) }
  answer = (now.idleMs - last.idleMs) / (now.at - last.at) > idleShareMin
  last = now
  return answer
}

/** How many processes a function may have without asking: one for each core. */
export const coreCount = availableParallelism()
