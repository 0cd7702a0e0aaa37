/** The part of the engine's door about beginning at a chosen state: forks, and redrives that go on elsewhere. */
import type { ExecutionArn } from '#base'
import type { Diagnostic } from '#asl'
import type { ExecutionRecord, Intervention } from '#store'
import type { Started, StartRefused } from '../port.ts'

export interface Forks {
  /** Starts an execution that begins at a state which another one has entered; resolves once it is durable. */
  fork(request: ForkRequest): Promise<Forked | ForkRefused>
  /** Who let the execution begin, or go on, at a state of their choice: in the order of its events. */
  interventions(execution: ExecutionRecord): Promise<readonly Intervention[]>
  /** The executions that were forked from it, the newest first; at most a hundred. */
  forksOf(executionArn: ExecutionArn): Promise<readonly ExecutionRecord[]>
}

/** A visit of a state in the record of an execution: by any of its events, or the n-th of its name (the last one). */
export type StatePlace =
  | { readonly eventId: number }
  | { readonly stateName: string; readonly occurrence?: number }

export interface ChosenState {
  readonly at: StatePlace
  /** JSON text; the state's recorded input where it is absent. */
  readonly input?: string
  /** JSON texts by the names of variables; the others stay as they were. */
  readonly variables?: Readonly<Record<string, string>>
  /** Who has chosen. */
  readonly principal: string
}

export interface ForkRequest {
  readonly executionArn: ExecutionArn
  readonly from: ChosenState
  /** The server makes a UUID where there is none. */
  readonly name?: string
  /** What the fork runs: what the execution has run where it is absent, else what its state machine is now, or a text. */
  readonly definition?: 'current' | { readonly text: string }
  /** The test case that answers for services; that of the execution where it is absent and still known. */
  readonly testCase?: string
}

export interface Forked extends Started {
  readonly intervention: ForkedFrom
}

/** Which visit was gone by, and what was edited. */
export type ForkedFrom = Pick<Intervention, 'stateName' | 'source' | 'edited'>

export type ForkRefused =
  | { readonly refused: 'unknown-execution' }
  | NotChosen
  | { readonly refused: 'invalid-definition'; readonly diagnostics: readonly Diagnostic[] }
  | StartRefused

/** The state cannot be begun at; the reason says why, and what to do instead. */
export interface NotChosen {
  readonly refused: 'no-such-place'
  readonly reason: string
}
