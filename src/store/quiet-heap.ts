/**
 * Gives memory back to the system once a thread is quiet.
 *
 * V8 keeps the room that a burst of work needed: after a million starts its young generation holds 128 MB and the old
 * one as much garbage, for the next collection comes with the next allocation (measured: 390 MB above an empty
 * server; 51 MB with this). So a thread that has been quiet for a while, and whose heap is large, is collected once.
 */
import { runInNewContext } from 'node:vm'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'

const lookEveryMs = 1000
/** Quiet: the event loop was busy for less than this share of the time since the last look. */
const busyShareMax = 0.05
/** The heap is left alone until it is so many bytes larger than after the last collection. */
const growthBytesMin = 12 * 1024 * 1024
/** A collection stops the thread for a tenth of a second or so: at most once in this time. */
const pauseMs = 30_000

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/** Watches the calling thread for the rest of its life; does not keep it alive. `also` frees what V8 knows nothing of. */
export function giveMemoryBackWhenQuiet(also: () => void = () => undefined): void {
  let wasBusy = false
  let utilization = performance.eventLoopUtilization()
  let heapBytes = getHeapStatistics().total_heap_size
  let lastAt = -Infinity
  const look = (): void => {
    const now = performance.eventLoopUtilization()
    const isQuiet = performance.eventLoopUtilization(now, utilization).utilization < busyShareMax
    utilization = now
    wasBusy ||= !isQuiet
    if (!isQuiet || !wasBusy || performance.now() - lastAt < pauseMs) return
    wasBusy = false
    lastAt = performance.now()
    also()
    if (getHeapStatistics().total_heap_size - heapBytes < growthBytesMin) return
    shrinkHeap()
    heapBytes = getHeapStatistics().total_heap_size
  }
  setInterval(look, lookEveryMs).unref()
}

let gc: Collect | undefined

/** Collects the calling thread's heap and gives what is free of it back; stops the thread meanwhile. */
export function shrinkHeap(): void {
  gc ??= exposedCollect()
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

// The function exists only in contexts that are made while the flag is set.
function exposedCollect(): Collect {
  setFlagsFromString('--expose-gc')
  const collectNow = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  return collectNow
}
