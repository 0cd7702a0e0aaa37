/** The part of the port about people who let an execution begin, or go on, at a state of their choice. */
import type { Instant } from '#base'
import type { ExecutionId } from './port.ts'

/** Written with the turn that begins there. */
export interface NewIntervention {
  readonly at: Instant
  readonly principal: string
  readonly stateName: string
  /** The execution whose record was gone by, and the event by which it entered the state: of a redrive, itself. */
  readonly source: { readonly executionArn: string; readonly eventId: number }
  /** What is not as it was recorded: `input`, `definition`, `variable NAME`. */
  readonly edited: readonly string[]
}

export interface Intervention extends NewIntervention {
  /** The event behind which the execution begins there: ExecutionStarted (1) of a fork, else ExecutionRedriven. */
  readonly eventId: number
}

export interface InterventionReads {
  /** Of one execution, in the order of its events. They are deleted with it. */
  interventions(executionId: ExecutionId): Promise<readonly Intervention[]>
  /** The executions that were forked from one, the newest first. */
  forksOf(executionArn: string, limit: number): Promise<readonly ExecutionId[]>
}
