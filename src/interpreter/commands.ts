/** What the engine has to do once the turn is durable (invariant 1), as imperatives. */
import type { MapRunPlace, TaskPlace } from './events.ts'
import type { MapRunStart } from './map-run-job.ts'

export type Command =
  /** Send the task that the frame's progress describes. */
  | (TaskPlace & { readonly type: 'ScheduleTask' })
  /** Nobody waits for this task any more. */
  | (TaskPlace & { readonly type: 'CancelTask' })
  /** Write the Map Run in the very commit of the turn, then run it. */
  | (MapRunPlace & { readonly type: 'StartMapRun'; readonly start: MapRunStart })
  /** Open the Map Run again in the very commit of the turn, then run what has not succeeded of it. */
  | (MapRunPlace & { readonly type: 'RedriveMapRun'; readonly redriveCount: number })
  /** Nobody waits for this Map Run any more. */
  | (MapRunPlace & { readonly type: 'StopMapRun' })
  /** The budget of the turn is spent: give the others a turn, then go on. */
  | { readonly type: 'Continue' }
