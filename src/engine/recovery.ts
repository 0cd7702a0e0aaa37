/**
 * Recovery: goes on with what was under way when the process ended.
 *
 * It reads frames, never history (invariant 11): turns that had spent their budget go on, tasks that were in flight
 * are sent again with the same key. Timers that came due meanwhile fire by themselves, and everything else waits for
 * its event without being loaded (invariant 8). It runs beside the server's work, a page at a time.
 */
import { headerFrameId } from '#interpreter'
import type { FramePlace, Store } from '#store'
import type { Clock } from './clock.ts'
import type { Dispatch } from './dispatch.ts'
import type { Executions } from './executions.ts'

const pageSize = 500
/** Tasks and events under way above which the next page waits. */
const backlogMax = 1000
const pauseMs = 5

export interface RecoveryOptions {
  readonly store: Store
  readonly executions: Executions
  readonly dispatch: Dispatch
  readonly clock: Clock
}

/** How many frames were taken up again. */
export async function recover(options: RecoveryOptions, isClosed: () => boolean): Promise<number> {
  let after: FramePlace | undefined
  let taken = 0
  for (;;) {
    const page = await options.store.pendingFrames(pageSize, after)
    for (const place of page) await takeUp(options, place)
    taken += page.length
    if (page.length < pageSize || isClosed()) return taken
    after = page.at(-1)
    while (isBusy(options) && !isClosed()) await pause(options.clock)
  }
}

async function takeUp({ executions, dispatch }: RecoveryOptions, place: FramePlace): Promise<void> {
  if (place.frameId === headerFrameId) {
    executions.post(place.executionId, { event: { type: 'TurnContinued' } })
    return
  }
  const found = await executions.frame(place.executionId, place.frameId)
  if (found?.frame.progress.kind === 'task')
    dispatch.schedule({ ...place, taskId: found.frame.progress.taskId })
}

function isBusy({ executions, dispatch }: RecoveryOptions): boolean {
  return executions.backlog + dispatch.waiting + dispatch.inFlight > backlogMax
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(pauseMs, resolve))
}
