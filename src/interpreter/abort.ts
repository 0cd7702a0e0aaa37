/**
 * Cutting off frames whose siblings failed (feature map §3.3, §3.4).
 *
 * Every open Task, Wait, Parallel and Map gets its Aborted event, also the one that failed; all of them follow the
 * failing event. Tasks in flight are cancelled.
 */
import type { Draft } from './draft.ts'
import type { Frame } from './frame.ts'

export interface Abortion {
  readonly failingEventId: number
}

/** Aborts what the frames are doing, and what their children are doing. The caller cuts off the frames themselves. */
export function abortFrames(draft: Draft, frames: readonly Frame[], abortion: Abortion): void {
  for (const frame of frames) abortFrame(draft, frame, abortion)
}

export function abortFrame(draft: Draft, frame: Frame, abortion: Abortion): void {
  const { progress } = frame
  if (progress.kind === 'done') return
  if (progress.kind === 'task')
    draft.command({ type: 'CancelTask', frameId: frame.id, taskId: progress.taskId })
  if (progress.kind === 'branches') {
    abortFrames(draft, draft.children(progress.first, progress.count), abortion)
    draft.cutOff(progress.first, progress.count)
  }
  if (progress.kind === 'iterations') {
    abortIterations(draft, draft.children(progress.first, progress.started), {
      ...abortion,
      mapName: frame.visit.stateName,
    })
    draft.cutOff(progress.first, progress.count)
  }
  if (progress.kind === 'mapRun') {
    draft.record('MapRunAborted', abortion.failingEventId)
    draft.command({ type: 'StopMapRun', frameId: frame.id, mapRunId: progress.mapRunId })
  }
  const { type } = draft.stateOf(frame)
  if (type === 'Task' || type === 'Wait' || type === 'Parallel' || type === 'Map') {
    draft.record(`${type}StateAborted`, abortion.failingEventId)
  }
}

/** The same for iterations: each open one says that it was aborted. */
export function abortIterations(
  draft: Draft,
  frames: readonly Frame[],
  abortion: Abortion & { readonly mapName: string },
): void {
  for (const frame of frames) {
    if (frame.progress.kind === 'done') continue
    abortFrame(draft, frame, abortion)
    const { index } = frame.visit.place
    draft.record('MapIterationAborted', abortion.failingEventId, { name: abortion.mapName, index })
  }
}
