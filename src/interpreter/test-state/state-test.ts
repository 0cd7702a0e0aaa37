/**
 * A single state under test (TestState): an execution that stands in that state and ends where it is left.
 *
 * Owns: how such an execution begins, what it waits for, and how it came out. Neighbours: `step` (takes its turns, with
 * the very code of executions), `inspected` (what is shown of it), the engine's `test-state` (gives it time and answers).
 *
 * 1. Nothing of the state is done here a second time: the test only listens (`inspection`) and answers.
 * 2. The state stands in no history: its errors do not say where they happened.
 */
import { AslError, assert, type Instant, type Json, type Payload } from '#base'
import type { Machine, State } from '#asl'
import { matchesError } from '../catch.ts'
import type { Environment } from '../draft.ts'
import type { EventBody } from '../events.ts'
import { itemsKey, variablesChunk, type Execution, type Header, type Identity } from '../execution.ts'
import { headerFrameId, rootFrameId, type Frame, type FrameId, type TaskProgress } from '../frame.ts'
import type { Inspection } from '../inspection.ts'
import { step } from '../step.ts'
import type { MapRunStart } from '../map-run-job.ts'
import { needsMore, type Turn } from '../turn.ts'
import { variablesLength, variablesRecord } from '../variables.ts'
import { inspected, type Inspected, type NotesTaken } from './inspected.ts'

/** What is tested, and what with. */
export interface StateTestOf {
  readonly machine: Machine
  /** One of the machine's states, nested ones included. */
  readonly stateName: string
  /** Its input is the state's; a role that is empty is none. */
  readonly identity: Identity
  readonly environment: Pick<Environment, 'limits' | 'elsewhere' | 'waitTimeScale'>
  /** Stands for the context object. */
  readonly context?: Json
  readonly variables: ReadonlyMap<string, Payload>
  readonly mock?: Mock
  /** Retries that were made before, of the retrier that means the mocked error. */
  readonly retryCount?: number
}

/** What the state's work comes to, where it is not done. */
export type Mock = { readonly result: Payload } | { readonly error: AslError }

/** What the test waits for, or how the state came out. */
export type Standing =
  | { readonly kind: 'task'; readonly frameId: FrameId; readonly progress: TaskProgress }
  /** A Parallel or Map state; a Distributed Map with all that its Map Run would get. */
  | {
      readonly kind: 'held'
      readonly frameId: FrameId
      readonly mapRunId: string
      readonly start?: MapRunStart
    }
  | { readonly kind: 'waiting'; readonly frameId: FrameId; readonly dueAt: Instant }
  | { readonly kind: 'over'; readonly result: TestResult }

export interface TestResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'
  readonly output?: Payload
  readonly error?: string
  readonly cause?: string
  readonly nextState?: string
}

export class StateTest {
  readonly state: State
  readonly #notes: { -readonly [K in keyof NotesTaken]: NotesTaken[K] } = {}
  readonly #of: StateTestOf
  readonly #environment: Environment
  #execution: Execution

  constructor(of: StateTestOf, taskToken: string) {
    const state = of.machine.states.get(of.stateName)
    assert(state, `the definition has no state ${of.stateName}`)
    this.state = state
    this.#of = of
    const { context, environment } = of
    const inspection: Inspection = {
      note: (name, value) => void (this.#notes[name] = value as never),
      ...(context !== undefined && { context }),
    }
    this.#environment = { ...environment, taskToken: () => taskToken, inspection }
    this.#execution = standingIn(of, state)
  }

  get notes(): NotesTaken {
    return this.#notes
  }

  /** What is shown of the way through the state. */
  get inspected(): Inspected {
    return inspected(this.#of, this.state, this.#notes)
  }

  /** Gives an event to the state, the first time `TurnContinued`; `seed` is for what it takes from chance. */
  async step(event: EventBody, at: Instant, seed: string): Promise<Standing> {
    const input = { event: { ...event, at, seed }, environment: this.#environment }
    const turn = await step(this.#of.machine, this.#execution, input)
    assert(!needsMore(turn), 'all of a state under test is in memory')
    if (turn.ended) return { kind: 'over', result: this.#ended(turn.ended) }
    this.#apply(turn)
    const frame = this.#execution.frames.get(rootFrameId)
    assert(frame, 'a state that has not ended has its frame')
    return this.#standing(frame, turn)
  }

  #standing(frame: Frame, turn: Turn): Standing {
    const { id: frameId, progress } = frame
    switch (progress.kind) {
      case 'task':
        return { kind: 'task', frameId, progress }
      case 'waiting':
        return { kind: 'waiting', frameId, dueAt: progress.dueAt }
      case 'retrying':
        return { kind: 'over', result: { status: 'RETRIABLE', ...this.#error } }
      case 'mapRun': {
        const start = turn.commands.find((command) => command.type === 'StartMapRun')?.start
        return { kind: 'held', frameId, mapRunId: progress.mapRunId, ...(start && { start }) }
      }
      default:
        throw new Error(`a state under test does not stand in '${progress.kind}'`)
    }
  }

  #ended(ended: NonNullable<Turn['ended']>): TestResult {
    const { output, error, cause } = ended
    if (ended.status !== 'SUCCEEDED')
      return {
        status: 'FAILED',
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      }
    const next = this.#notes.left?.next
    return {
      status: this.#notes.catchIndex === undefined ? 'SUCCEEDED' : 'CAUGHT_ERROR',
      ...(output && { output }),
      ...(next !== undefined && { nextState: next }),
      ...(this.#notes.catchIndex !== undefined && this.#error),
    }
  }

  /** The error that the state met. */
  get #error(): Pick<TestResult, 'error' | 'cause'> {
    const { error, cause } = this.#notes.error ?? new AslError(undefined, undefined)
    return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
  }

  #apply(turn: Turn): void {
    const frames = new Map(this.#execution.frames)
    for (const frame of turn.frames) frames.set(frame.id, frame)
    const items = new Map(this.#execution.items)
    for (const chunk of turn.items) items.set(itemsKey(chunk.frameId, chunk.chunk), chunk.items)
    this.#execution = { ...this.#execution, header: turn.header, frames, items }
  }
}

/** What stands where the Entered event of a state has its id. */
const enteredEventId = 1

function standingIn(of: StateTestOf, state: State): Execution {
  const { identity, variables } = of
  const retries = retriesMade(of, state)
  const bytes = variables.size > 0 ? variablesLength(variables) : undefined
  const frame: Frame = {
    id: rootFrameId,
    visit: {
      place: { role: 'root', parentId: headerFrameId, index: 0 },
      stateName: of.stateName,
      enteredAt: identity.startedAt,
      enteredEventId,
      input: identity.input,
    },
    progress: { kind: 'ready' },
    lastEventId: enteredEventId,
    ...(retries && { retries }),
    ...(bytes !== undefined && { variableBytes: bytes }),
  }
  const header: Header = {
    status: 'RUNNING',
    lastEventId: enteredEventId,
    nextFrameId: rootFrameId + 1,
    lastAt: identity.startedAt,
    ready: [rootFrameId],
    ...(bytes !== undefined && { variableBytes: bytes }),
  }
  const items = new Map([[itemsKey(rootFrameId, variablesChunk), variablesRecord(variables)]])
  const frames = new Map([[rootFrameId, frame]])
  return {
    identity,
    header,
    frames,
    items,
    complete: true,
    absent: new Set(),
    activities: anyActivity(state),
  }
}

/** An activity that is mocked need not exist. */
function anyActivity(state: State): ReadonlyMap<string, number> {
  const isActivity = state.type === 'Task' && state.resource.kind === 'activity'
  return new Map(isActivity ? [[state.resource.arn, 0]] : [])
}

function retriesMade({ mock, retryCount = 0 }: StateTestOf, state: State): readonly number[] | undefined {
  if (retryCount === 0 || !mock || !('error' in mock) || !('retry' in state)) return undefined
  const index = state.retry.findIndex(({ errorEquals }) => matchesError(errorEquals, mock.error))
  return index < 0 ? undefined : state.retry.map((_, i) => (i === index ? retryCount : 0))
}

/** The event by which a mock answers what the state waits for. */
export function mockedAnswer(
  standing: Exclude<Standing, { kind: 'over' | 'waiting' }>,
  mock: Mock,
): EventBody {
  const { frameId } = standing
  if ('result' in mock) {
    const output = mock.result
    return standing.kind === 'held'
      ? { type: 'MapRunSucceeded', frameId, mapRunId: standing.mapRunId, output }
      : { type: 'TaskSucceeded', frameId, taskId: standing.progress.taskId, output }
  }
  const { error, cause } = mock.error
  const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
  return standing.kind === 'held'
    ? { type: 'MapRunFailed', frameId, mapRunId: standing.mapRunId, ...details }
    : { type: 'TaskFailed', frameId, taskId: standing.progress.taskId, ...details }
}
