/** The end of an execution cuts off its Map Runs, and its history says so before it says how it ended (feature map §3.5). */
import type { Machine } from '#asl'
import type { Draft } from './draft.ts'
import { rootFrameId, type Frame } from './frame.ts'

/** Writes an event for each open Map Run. Frames are looked at only where the machine can have one. */
export function abortMapRuns(draft: Draft): void {
  if (!hasMapRuns(draft.machine)) return
  const root = draft.frame(rootFrameId)
  for (const frame of root ? openMapRuns(draft, root) : []) {
    // The event of the end has its place in any case.
    if (draft.nextEventId + 1 >= draft.limits.historyEventsMax) return
    draft.record('MapRunAborted', frame.lastEventId)
  }
}

function openMapRuns(draft: Draft, frame: Frame): readonly Frame[] {
  const { progress } = frame
  if (progress.kind === 'mapRun') return [frame]
  const children =
    progress.kind === 'branches'
      ? draft.children(progress.first, progress.count)
      : progress.kind === 'iterations'
        ? draft.children(progress.first, progress.started)
        : []
  return children.flatMap((child) => openMapRuns(draft, child))
}

const known = new WeakMap<Machine, boolean>()

function hasMapRuns(machine: Machine): boolean {
  let answer = known.get(machine)
  if (answer === undefined) {
    answer = [...machine.states.values()].some(
      (state) => state.type === 'Map' && state.mode === 'DISTRIBUTED',
    )
    known.set(machine, answer)
  }
  return answer
}
