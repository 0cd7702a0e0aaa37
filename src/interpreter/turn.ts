/** What one turn gives: the execution's new header, the frames that changed, the history and the commands. */
import type { Instant, Payload } from '#base'
import type { Command } from './commands.ts'
import type { ExecutionStatus, Header, Need } from './execution.ts'
import type { Frame, FrameId } from './frame.ts'
import type { HistoryEvent } from './history.ts'

export interface Turn {
  readonly header: Header
  readonly history: readonly HistoryEvent[]
  /** New and changed frames. */
  readonly frames: readonly Frame[]
  /** Frames that are gone, as ranges of ids with both ends included. */
  readonly dropped: readonly { readonly from: FrameId; readonly to: FrameId }[]
  readonly items: readonly {
    readonly frameId: FrameId
    readonly chunk: number
    readonly items: readonly Payload[]
  }[]
  readonly commands: readonly Command[]
  /** Set by the turn that closes the execution. */
  readonly ended?: Ended
  /** What became of the task or Map Run that the event speaks of; undefined for other events. */
  readonly task?: 'done' | 'unknown'
}

export interface Ended {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>
  readonly at: Instant
  readonly output?: Payload
  readonly error?: string
  readonly cause?: string
}

/** A turn, or what has to be loaded before it can be taken. */
export type StepResult = Turn | { readonly needs: readonly Need[] }

export function needsMore(result: StepResult): result is { readonly needs: readonly Need[] } {
  return 'needs' in result
}
