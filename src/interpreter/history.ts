/**
 * History events, in AWS's names: the one place that has them.
 *
 * A payload in the details stays a `Payload`, so an input that equals the output before it is kept once per chunk.
 */
import type { ErrorTeaching, Instant, Payload } from '#base'
import type { StateType } from '#asl'

export interface HistoryEvent {
  readonly id: number
  readonly previousEventId: number
  readonly type: HistoryEventType
  readonly at: Instant
  readonly details?: HistoryDetails
  /** What our own tools show beside AWS's message. */
  readonly teaching?: ErrorTeaching
  /** The variables that a frame begins with where somebody has chosen its state (`beginning.ts`): no member of AWS's. */
  readonly variables?: Readonly<Record<string, Payload>>
}

export type HistoryDetails = Readonly<Record<string, DetailValue | undefined>>
type DetailValue =
  | string
  | number
  | Payload
  | { readonly roleArn: string }
  /** `assignedVariables`: their values by their names. */
  | Readonly<Record<string, Payload>>

type Entered = `${StateType}StateEntered`
type Exited = `${Exclude<StateType, 'Fail'>}StateExited`
type Aborted = `${'Task' | 'Wait' | 'Parallel' | 'Map'}StateAborted`
type ExecutionEnd = `Execution${'Succeeded' | 'Failed' | 'TimedOut' | 'Aborted'}`
type Attempt = 'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'

export type HistoryEventType =
  | 'ExecutionStarted'
  | 'ExecutionRedriven'
  | ExecutionEnd
  | Entered
  | Exited
  | Aborted
  | `Task${Attempt}`
  | 'TaskSubmitted'
  | 'EvaluationFailed'
  | `LambdaFunction${Attempt}`
  | `Activity${Attempt}`
  | `ParallelState${'Started' | 'Succeeded' | 'Failed'}`
  | `MapState${'Started' | 'Succeeded' | 'Failed'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapRun${'Started' | 'Redriven' | 'Succeeded' | 'Failed' | 'Aborted'}`

const noDetails: ReadonlySet<HistoryEventType> = new Set([
  'TaskStateAborted',
  'WaitStateAborted',
  'ParallelStateAborted',
  'MapStateAborted',
  'LambdaFunctionStarted',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'ParallelStateFailed',
  'MapStateSucceeded',
  'MapStateFailed',
  'MapRunSucceeded',
  'MapRunAborted',
])

/**
 * The member of AWS's HistoryEvent that holds an event's details: `stateEnteredEventDetails`; undefined for types
 * that have none. (Service model of the API, HistoryEvent.)
 */
export function detailsMember(type: HistoryEventType): string | undefined {
  if (noDetails.has(type)) return undefined
  const visit = /^[A-Z][a-z]+State(Entered|Exited)$/.exec(type)
  const stem = visit ? `state${visit[1]!}` : type[0]!.toLowerCase() + type.slice(1)
  return `${stem}EventDetails`
}
