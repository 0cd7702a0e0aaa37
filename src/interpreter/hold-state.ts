/** Holds a Parallel or Map state that is tested: it begins no branch and no iteration. */
import type { Draft } from './draft.ts'
import type { Frame } from './frame.ts'

/** What stands for the Map Run of a state that is held. */
export const heldMapRun = 'test'

/** The state waits for its outcome, which is given to it as that of a Map Run is. */
export function holdState(draft: Draft, frame: Frame): void {
  draft.progress(frame, { kind: 'mapRun', mapRunId: heldMapRun })
}
