/** Which state of which frame is evaluated, and what there is beside its input. */
import type { State } from '#asl'
import type { Payload } from '#base'
import type { Frame, MapItem } from './frame.ts'

export interface Evaluated {
  readonly frame: Frame
  readonly state: State
  /** What the state's work has given, while it exists. */
  readonly result?: Payload
  /** What a Catch has caught. */
  readonly errorOutput?: Payload
  /** Set while the arguments of a task that gets a token are evaluated. */
  readonly taskToken?: string
  /** The item that an ItemSelector is evaluated for. */
  readonly item?: MapItem
}
