/**
 * The working copy of one turn.
 *
 * Owns: everything that a turn may change, and its budget. Nothing outside sees a draft: `step` makes one, the
 * states write to it, and `finish` turns it into an immutable `Turn`. Frames and chunks are read through it, so what
 * is not in memory becomes a `Need` (invariant 4: only the frames that a turn touches are loaded).
 *
 * 1. A draft goes back to its mark as if nothing had been done since, but for the evaluations that were made: their
 *    answers are kept, and what is random in them is never given out again.
 */
import {
  assert,
  seededRandom,
  type AslError,
  type Instant,
  type Limits,
  type Payload,
  type Random,
} from '#base'
import type { Machine, State } from '#asl'
import type { JsonataScope } from '#query'
import { Chunks } from './chunks.ts'
import type { Command } from './commands.ts'
import { Evaluations } from './evaluations.ts'
import type { ExecutionEvent } from './events.ts'
import type { Execution, Header, Identity, MockedCalls } from './execution.ts'
import { FrameChanges } from './frame-changes.ts'
import { rootFrameId, type Frame, type FrameId, type MockedCall, type Progress } from './frame.ts'
import type { HistoryDetails, HistoryEvent, HistoryEventType } from './history.ts'
import type { Inspection, Noted } from './inspection.ts'
import type { Ended, Turn } from './turn.ts'
import { TurnBudget } from './turn-budget.ts'
import { usesJsonata } from './uses-jsonata.ts'

/** What the interpreter is given besides the execution: all that would otherwise be an effect. */
export interface Environment {
  readonly limits: Limits
  /** The token of a task, made from its place with the server's secret. */
  readonly taskToken: (identity: Identity, frameId: FrameId, taskId: number) => string
  /** Runs an evaluation that has used its time here again elsewhere, with limits of its own. */
  readonly elsewhere?: JsonataScope['elsewhere']
  /** By how much Wait states are longer than they say; 1 where it is absent. */
  readonly waitTimeScale?: number
  /** Set while a single state is tested: it is told what the state makes of its data. */
  readonly inspection?: Inspection
}

/** What changes during a turn besides the lists. */
interface Now {
  lastEventId: number
  nextFrameId: FrameId
  deadline?: Instant
  mocks?: MockedCalls
  redrivenEventId?: number
  ended?: Ended
  task?: 'done' | 'unknown'
}

interface Mark {
  readonly now: Now
  readonly budget: TurnBudget
  readonly history: number
  readonly commands: number
  readonly ready: readonly FrameId[]
  readonly deferred: ReadonlySet<FrameId>
}

export class Draft {
  readonly machine: Machine
  readonly execution: Execution
  readonly environment: Environment
  /** The time of everything in this turn. */
  readonly at: Instant

  readonly evaluations: Evaluations
  readonly chunks: Chunks

  readonly #seed: string
  #random: Random | undefined
  #budget = new TurnBudget()
  readonly #frames: FrameChanges
  readonly #history: HistoryEvent[] = []
  readonly #commands: Command[] = []
  #now: Now
  #ready: FrameId[]
  #deferred = new Set<FrameId>()
  readonly #canGoBack: boolean
  #mark: Mark | undefined

  constructor(
    machine: Machine,
    execution: Execution,
    input: { event: ExecutionEvent; environment: Environment },
  ) {
    const { header } = execution
    this.machine = machine
    this.#canGoBack = usesJsonata(machine)
    this.execution = execution
    this.environment = input.environment
    this.at = Math.max(header.lastAt, input.event.at)
    this.evaluations = new Evaluations(input.event.seed)
    this.chunks = new Chunks(execution)
    this.#frames = new FrameChanges(execution)
    this.#seed = input.event.seed
    const { lastEventId, nextFrameId, deadline, redrivenEventId, mocks } = header
    this.#now = {
      lastEventId,
      nextFrameId,
      ...(deadline !== undefined && { deadline }),
      ...(redrivenEventId !== undefined && { redrivenEventId }),
      ...(mocks && { mocks }),
    }
    this.#ready = [...header.ready]
  }

  get identity(): Identity {
    return this.execution.identity
  }

  get limits(): Limits {
    return this.environment.limits
  }

  /** How much this turn may still do. */
  get budget(): TurnBudget {
    return this.#budget
  }

  /** Tells a test what the state makes of its data; nobody listens in an execution. */
  note<K extends keyof Noted>(name: K, value: Noted[K]): void {
    this.environment.inspection?.note(name, value)
  }

  /** A single state is tested: it stands for no place in a history, and what it would start is not begun. */
  get isTest(): boolean {
    return this.environment.inspection !== undefined
  }

  get random(): Random {
    return (this.#random ??= seededRandom(this.#seed))
  }

  get ended(): boolean {
    return this.#now.ended !== undefined
  }

  // --------------------------------------------------------------------------------------------- mark and restore

  /** Sets the mark. A machine without JSONata never goes back, and pays nothing for it. */
  mark(): void {
    if (!this.#canGoBack) return
    this.#frames.mark()
    this.chunks.mark()
    this.#mark = {
      now: { ...this.#now },
      budget: this.#budget.copy(),
      history: this.#history.length,
      commands: this.#commands.length,
      ready: [...this.#ready],
      deferred: new Set(this.#deferred),
    }
  }

  /** Goes back to the mark (1). What was drawn at random since is not drawn again. */
  restore(): void {
    const mark = this.#mark
    assert(mark, 'a draft goes back to a mark that was set')
    this.#frames.restore()
    this.chunks.restore()
    this.#now = { ...mark.now }
    this.#budget = mark.budget.copy()
    this.#history.length = mark.history
    this.#commands.length = mark.commands
    this.#ready = [...mark.ready]
    this.#deferred = new Set(mark.deferred)
  }

  // ------------------------------------------------------------------------------------------------ history

  /** Appends an event and gives its id. Throws a `HistoryFullSignal` where only the last event still has room. */
  record(type: HistoryEventType, previousEventId: number, details?: HistoryDetails): number {
    if (this.#now.lastEventId + 1 >= this.limits.historyEventsMax && !isEnd(type))
      throw new HistoryFullSignal()
    const id = ++this.#now.lastEventId
    const event: HistoryEvent = { id, previousEventId, type, at: this.at }
    this.#history.push(details ? { ...event, details } : event)
    this.#budget.countEvent(details)
    return id
  }

  /** Adds what an error teaches to the last event. */
  teach(error: AslError): void {
    const last = this.#history.at(-1)
    if (last && error.teaching)
      this.#history[this.#history.length - 1] = { ...last, teaching: error.teaching }
  }

  /** Adds the variables that a frame begins with to the last event, its Entered event. */
  beginWith(variables: ReadonlyMap<string, Payload>): void {
    const last = this.#history.at(-1)
    if (last && variables.size > 0)
      this.#history[this.#history.length - 1] = { ...last, variables: Object.fromEntries(variables) }
  }

  /** Whether the turn has recorded something. */
  get hasHistory(): boolean {
    return this.#history.length > 0
  }

  /** The id that the next event will have. */
  get nextEventId(): number {
    return this.#now.lastEventId + 1
  }

  // ------------------------------------------------------------------------------------------------- frames

  /** The frame with that id, or undefined where it is gone. Throws a `NeedSignal` where it is not in memory. */
  frame(id: FrameId): Frame | undefined {
    return this.#frames.get(id)
  }

  /** The frames with these ids, all of which exist. */
  children(first: FrameId, count: number): Frame[] {
    return this.#frames.range(first, count)
  }

  /** The state that a frame is in. */
  stateOf(frame: Frame): State {
    const state = this.machine.states.get(frame.visit.stateName)
    assert(state, `the definition has no state ${frame.visit.stateName}`)
    return state
  }

  put(frame: Frame): Frame {
    this.#frames.put(frame)
    return frame
  }

  /** Replaces what a frame is doing, and the event that its next one follows. */
  progress(frame: Frame, progress: Progress, lastEventId = frame.lastEventId): Frame {
    return this.put({ ...frame, progress, lastEventId })
  }

  /** Takes ids for frames that belong together. */
  allocate(count: number): FrameId {
    const first = this.#now.nextFrameId
    this.#now.nextFrameId += count
    return first
  }

  add(frame: Frame): void {
    this.#budget.countFrame()
    this.put(frame)
    this.#ready.push(frame.id)
  }

  drop(from: FrameId, count: number): void {
    const to = from + count - 1
    const isGone = (id: FrameId) => id >= from && id <= to
    this.#frames.drop({ from, to })
    this.chunks.drop(isGone)
    this.#ready = this.#ready.filter((id) => !isGone(id))
  }

  /**
   * Frames are cut off by a failure. They are dropped once it is handled; where nobody handles it they stay as they
   * are, for a redrive goes on with them.
   */
  cutOff(first: FrameId, count: number): void {
    this.#frames.cutOff({ from: first, to: first + count - 1 })
  }

  /** Somebody has handled the failure: what it has cut off is gone. */
  failureHandled(): void {
    for (const { from, to } of this.#frames.takeCutOff()) this.drop(from, to - from + 1)
  }

  /** The bytes of all variables of the execution. */
  get variableBytes(): number {
    return this.#frames.variableBytes
  }

  // ------------------------------------------------------------------------------------------- turn and end

  /** The next frame that goes on, while the budget lasts. */
  nextReady(): FrameId | undefined {
    return this.#budget.isLeft ? this.#ready.shift() : undefined
  }

  /** Puts a frame last among those that go on. */
  makeReady(frameId: FrameId): void {
    if (!this.#ready.includes(frameId)) this.#ready.push(frameId)
  }

  /** Puts a frame first among those that go on. */
  goOnFirst(frameId: FrameId): void {
    if (!this.#ready.includes(frameId)) this.#ready.unshift(frameId)
  }

  /** Lets a frame go on in the next turn. */
  defer(frameId: FrameId): void {
    this.#deferred.add(frameId)
  }

  /** The event of the last redrive; 0 where there was none. */
  get redrivenEventId(): number {
    return this.#now.redrivenEventId ?? 0
  }

  /** The execution was redriven by that event; the root frame goes on, and what is below it follows. */
  goOnBehind(redrivenEventId: number): void {
    this.#now.redrivenEventId = redrivenEventId
    this.#ready = [rootFrameId]
  }

  /** All frames that there were are gone, with what lies beside them. */
  forgetFrames(): void {
    this.#frames.dropAll()
    this.#ready = []
  }

  /** Puts frames last, none of which is among those that go on. */
  makeAllReady(frameIds: readonly FrameId[]): void {
    for (const id of frameIds) this.#ready.push(id)
  }

  /** Counts a call that a state makes; undefined where the execution runs no test case. */
  countCall(stateName: string): MockedCall | undefined {
    const { mocks } = this.#now
    if (!mocks) return undefined
    const { testCase, calls } = mocks
    const invocation = Object.hasOwn(calls, stateName) ? calls[stateName]! : 0
    this.#now.mocks = { testCase, calls: { ...calls, [stateName]: invocation + 1 } }
    return { testCase, stateName, invocation }
  }

  setDeadline(deadline: Instant): void {
    this.#now.deadline = deadline
  }

  command(command: Command): void {
    this.#commands.push(command)
  }

  /** Says what became of the task that the event speaks of. */
  task(outcome: 'done' | 'unknown'): void {
    this.#now.task = outcome
  }

  end(ended: Omit<Ended, 'at'>): void {
    this.#now.ended = { ...ended, at: this.at }
  }

  finish(): Turn {
    const { ended } = this.#now
    const task = this.#now.task && { task: this.#now.task }
    if (ended) {
      const left = ended.status === 'SUCCEEDED' ? nothingLeft : this.#left()
      return { header: this.#header(), history: this.#history, ...left, ended, ...task }
    }
    // A Map that has ended or failed meanwhile has nothing more to begin.
    for (const id of this.#deferred) if (this.frame(id)?.progress.kind === 'iterations') this.makeReady(id)
    if (this.#ready.length > 0) this.#commands.push({ type: 'Continue' })
    return {
      header: this.#header(),
      history: this.#history,
      frames: this.#frames.changed,
      dropped: this.#frames.dropped,
      items: this.chunks.changed,
      commands: this.#commands,
      ...task,
    }
  }

  /** What an execution without success leaves for a redrive; a Map Run that its history names is begun, to be aborted. */
  #left(): Pick<Turn, 'frames' | 'dropped' | 'items' | 'commands'> {
    return {
      frames: this.#frames.changed,
      dropped: this.#frames.dropped,
      items: this.chunks.changed,
      commands: this.#commands.filter(({ type }) => type === 'StartMapRun' || type === 'RedriveMapRun'),
    }
  }

  #header(): Header {
    const { lastEventId, nextFrameId, deadline, redrivenEventId, mocks, ended } = this.#now
    const { variableBytes } = this
    return {
      status: ended?.status ?? 'RUNNING',
      lastEventId,
      nextFrameId,
      lastAt: this.at,
      ...(deadline !== undefined && !ended && { deadline }),
      ...(variableBytes > 0 && { variableBytes }),
      ...(redrivenEventId !== undefined && { redrivenEventId }),
      ...(mocks && { mocks }),
      ready: ended ? [] : this.#ready,
    }
  }
}

const nothingLeft = { frames: [], dropped: [], items: [], commands: [] }

function isEnd(type: HistoryEventType): boolean {
  return type.startsWith('Execution') && type !== 'ExecutionStarted' && type !== 'ExecutionRedriven'
}

/** Thrown inside the interpreter only, and caught by `step`: the history has room for the event of the end and no other. */
export class HistoryFullSignal extends Error {}
