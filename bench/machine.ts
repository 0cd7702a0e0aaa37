/** The machine that figures come from, in a line. */
import { availableParallelism, cpus, release, totalmem } from 'node:os'

export function describeMachine(): string {
  const memoryGigabytes = Math.round(totalmem() / 2 ** 30)
  return `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, ${memoryGigabytes} GiB, Linux ${release()}, Node ${process.version}, fsync on`
}
