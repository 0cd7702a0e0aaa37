/** What the engine has to do once the turn is durable (invariant 1), as imperatives. */
import type { TaskPlace } from './events.ts'

export type Command =
  /** Send the task that the frame's progress describes. */
  | (TaskPlace & { readonly type: 'ScheduleTask' })
  /** Nobody waits for this task any more. */
  | (TaskPlace & { readonly type: 'CancelTask' })
  /** The budget of the turn is spent: give the others a turn, then go on. */
  | { readonly type: 'Continue' }
