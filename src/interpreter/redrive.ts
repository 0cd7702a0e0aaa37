/**
 * Redrive: an execution that has ended without success goes on from the states that did not succeed (feature map §5.3).
 *
 * Owns: which frames go on and how. Neighbours: `outcome` (why an end leaves the frames as they are), `states/*` (what
 * each type does when it begins, which is what a redrive does with it).
 *
 * 1. What has succeeded is not run again: branches and iterations that ended keep their output in their frames.
 * 2. A state that goes on writes no second Entered event, and its first event follows ExecutionRedriven. Its retriers and
 *    clocks begin anew.
 * 3. The event itself touches the root only. A frame goes on when its turn comes, within the budget of turns, and then
 *    names its children; until then nothing that is meant for it from before counts (invariant 4 of the design).
 * 4. What is told apart by `lastEventId`: a frame with nothing behind the event has not gone on yet.
 * 5. A redrive that goes on at a chosen state enters it anew, and writes its Entered event (`beginning.ts`).
 */
import { beginRoot, type Beginning } from './beginning.ts'
import type { Draft } from './draft.ts'
import type { Frame, FrameId } from './frame.ts'
import { withInputBack } from './map-input.ts'
import { redriveMapRun } from './states/distributed-map.ts'
import { startIterations } from './states/map.ts'

/** The first event of a redrive; gives its id. */
export function redriveExecution(draft: Draft): number {
  const redriveCount = draft.identity.redrive?.count ?? 1
  const redriven = draft.record('ExecutionRedriven', draft.nextEventId - 1, { redriveCount })
  draft.goOnBehind(redriven)
  return redriven
}

/** What the end has left is of no account: somebody has chosen where the execution goes on (5). */
export function redriveElsewhere(draft: Draft, beginning: Beginning): void {
  const redriven = redriveExecution(draft)
  draft.forgetFrames()
  beginRoot(draft, beginning, redriven)
}

/** Whether the frame is still as the end before the redrive has left it. */
export function isCutOff(draft: Draft, frame: Frame): boolean {
  return frame.lastEventId < draft.redrivenEventId
}

/** Lets a frame go on that was cut off; gives it where its state has to be run again. */
export function goOn(draft: Draft, cutOff: Frame): Frame | undefined {
  const { retries: _begunAnew, ...rest } = cutOff
  const frame: Frame = { ...rest, lastEventId: draft.redrivenEventId }
  const { progress } = frame
  switch (progress.kind) {
    case 'done':
      return undefined
    case 'mapRun':
      redriveMapRun(draft, { ...frame, progress })
      return undefined
    case 'branches': {
      const open = openChildren(draft, progress.first, progress.count)
      if (open.length === 0) return anew(draft, frame, progress)
      draft.put({ ...frame, progress: { ...progress, open: open.length } })
      draft.makeAllReady(open)
      return undefined
    }
    case 'iterations': {
      const open = openChildren(draft, progress.first, progress.started)
      if (open.length === 0 && progress.started === progress.count) return anew(draft, frame, progress)
      draft.makeAllReady(open)
      startIterations(draft, draft.put({ ...frame, progress: { ...progress, open: open.length } }))
      return undefined
    }
    case 'ready':
    case 'waiting':
    case 'retrying':
    case 'task':
      return draft.put({ ...frame, progress: { kind: 'ready' } })
  }
}

function openChildren(draft: Draft, first: FrameId, count: number): readonly FrameId[] {
  return draft.children(first, count).flatMap(({ id, progress }) => (progress.kind === 'done' ? [] : [id]))
}

/** All of it has succeeded, and yet the state did not: it is run from its beginning. */
function anew(draft: Draft, frame: Frame, { first, count }: { first: FrameId; count: number }): Frame {
  const whole = withInputBack(draft, frame)
  draft.drop(first, count)
  return draft.put({ ...whole, progress: { kind: 'ready' } })
}
