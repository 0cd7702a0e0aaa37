/**
 * The working copy of one turn.
 *
 * Owns: everything that a turn may change, and its budget. Nothing outside sees a draft: `step` makes one, the
 * states write to it, and `finish` turns it into an immutable `Turn`. Frames are read through it, so a frame that
 * is not in memory becomes a `Need` (invariant 4: only the frames that a turn touches are loaded).
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
import type { Command } from './commands.ts'
import type { ExecutionEvent } from './events.ts'
import {
  asideChunk,
  itemsKey,
  itemsPerChunk,
  NeedSignal,
  type Execution,
  type Header,
  type Identity,
} from './execution.ts'
import type { Frame, FrameId, Progress } from './frame.ts'
import type { HistoryDetails, HistoryEvent, HistoryEventType } from './history.ts'
import type { Ended, Turn } from './turn.ts'
import { TurnBudget } from './turn-budget.ts'

/** What the interpreter is given besides the execution: all that would otherwise be an effect. */
export interface Environment {
  readonly limits: Limits
  /** The token of a task, made from its place with the server's secret. */
  readonly taskToken: (identity: Identity, frameId: FrameId, taskId: number) => string
}

export class Draft {
  readonly machine: Machine
  readonly execution: Execution
  readonly environment: Environment
  /** The time of everything in this turn. */
  readonly at: Instant

  /** How much this turn may still do. */
  readonly budget = new TurnBudget()

  readonly #seed: string
  #random: Random | undefined
  readonly #frames = new Map<FrameId, Frame>()
  readonly #dropped: { from: FrameId; to: FrameId }[] = []
  #items: { frameId: FrameId; chunk: number; items: readonly Payload[] }[] = []
  readonly #history: HistoryEvent[] = []
  readonly #commands: Command[] = []
  #lastEventId: number
  #nextFrameId: FrameId
  #deadline: Instant | undefined
  #ready: FrameId[]
  readonly #deferred = new Set<FrameId>()
  #ended: Ended | undefined
  #task: Turn['task']

  constructor(
    machine: Machine,
    execution: Execution,
    input: { event: ExecutionEvent; environment: Environment },
  ) {
    const { header } = execution
    this.machine = machine
    this.execution = execution
    this.environment = input.environment
    this.at = Math.max(header.lastAt, input.event.at)
    this.#seed = input.event.seed
    this.#lastEventId = header.lastEventId
    this.#nextFrameId = header.nextFrameId
    this.#deadline = header.deadline
    this.#ready = [...header.ready]
  }

  get identity(): Identity {
    return this.execution.identity
  }

  get limits(): Limits {
    return this.environment.limits
  }

  get random(): Random {
    return (this.#random ??= seededRandom(this.#seed))
  }

  get ended(): boolean {
    return this.#ended !== undefined
  }

  // ------------------------------------------------------------------------------------------------ history

  /** Appends an event and gives its id. Throws a `HistoryFullSignal` where only the last event still has room. */
  record(type: HistoryEventType, previousEventId: number, details?: HistoryDetails): number {
    if (this.#lastEventId + 1 >= this.limits.historyEventsMax && !isEnd(type)) throw new HistoryFullSignal()
    const id = ++this.#lastEventId
    this.#history.push({ id, previousEventId, type, at: this.at, ...(details && { details }) })
    this.budget.countEvent(details)
    return id
  }

  /** Adds what an error teaches to the last event. */
  teach(error: AslError): void {
    const last = this.#history.at(-1)
    if (last && error.teaching)
      this.#history[this.#history.length - 1] = { ...last, teaching: error.teaching }
  }

  /** The id that the next event will have. */
  get nextEventId(): number {
    return this.#lastEventId + 1
  }

  // ------------------------------------------------------------------------------------------------- frames

  /** The frame with that id, or undefined where it is gone. Throws a `NeedSignal` where it is not in memory. */
  frame(id: FrameId): Frame | undefined {
    const changed = this.#frames.get(id)
    if (changed) return changed
    if (this.#dropped.some((range) => id >= range.from && id <= range.to)) return undefined
    const frame = this.execution.frames.get(id)
    const { complete, absent, header } = this.execution
    if (!frame && !complete && id < header.nextFrameId && !absent.has(id)) {
      throw new NeedSignal({ kind: 'frames', from: id, to: id })
    }
    return frame
  }

  /** The frames with these ids, all of which exist. */
  children(first: FrameId, count: number): Frame[] {
    const frames: Frame[] = []
    for (let id = first; id < first + count; id++) {
      const frame = this.#frames.get(id) ?? this.execution.frames.get(id)
      assert(frame ?? !this.execution.complete, `frame ${id} does not exist`)
      if (!frame) throw new NeedSignal({ kind: 'frames', from: first, to: first + count - 1 })
      frames.push(frame)
    }
    return frames
  }

  /** The state that a frame is in. */
  stateOf(frame: Frame): State {
    const state = this.machine.states.get(frame.visit.stateName)
    assert(state, `the definition has no state ${frame.visit.stateName}`)
    return state
  }

  put(frame: Frame): Frame {
    this.#frames.set(frame.id, frame)
    return frame
  }

  /** Replaces what a frame is doing, and the event that its next one follows. */
  progress(frame: Frame, progress: Progress, lastEventId = frame.lastEventId): Frame {
    return this.put({ ...frame, progress, lastEventId })
  }

  /** Takes ids for frames that belong together. */
  allocate(count: number): FrameId {
    const first = this.#nextFrameId
    this.#nextFrameId += count
    return first
  }

  add(frame: Frame): void {
    this.budget.countFrame()
    this.put(frame)
    this.#ready.push(frame.id)
  }

  drop(from: FrameId, count: number): void {
    const to = from + count - 1
    for (const id of this.#frames.keys()) if (id >= from && id <= to) this.#frames.delete(id)
    this.#ready = this.#ready.filter((id) => id < from || id > to)
    this.#items = this.#items.filter(({ frameId }) => frameId < from || frameId > to)
    // Frames that were made in this turn were never written.
    if (from < this.execution.header.nextFrameId) this.#dropped.push({ from, to })
  }

  // -------------------------------------------------------------------------------------------------- items

  /** Puts the items of a Map aside, in chunks under the first of its iterations' frames, with which they go. */
  putItems(frameId: FrameId, items: readonly Payload[]): void {
    for (let chunk = 0; chunk * itemsPerChunk < items.length; chunk++) {
      const from = chunk * itemsPerChunk
      this.#items.push({ frameId, chunk, items: items.slice(from, from + itemsPerChunk) })
    }
  }

  item(frameId: FrameId, index: number): Payload {
    return this.#chunk(frameId, Math.floor(index / itemsPerChunk))[index % itemsPerChunk]!
  }

  /** Puts another payload of the Map aside, with its items. */
  putAside(frameId: FrameId, payload: Payload): void {
    this.#items.push({ frameId, chunk: asideChunk, items: [payload] })
  }

  aside(frameId: FrameId): Payload {
    return this.#chunk(frameId, asideChunk)[0]!
  }

  #chunk(frameId: FrameId, chunk: number): readonly Payload[] {
    const items =
      this.#items.find((entry) => entry.frameId === frameId && entry.chunk === chunk)?.items ??
      this.execution.items.get(itemsKey(frameId, chunk))
    if (!items) throw new NeedSignal({ kind: 'items', frameId, chunk })
    return items
  }

  // ------------------------------------------------------------------------------------------- turn and end

  /** The next frame that goes on, while the budget lasts. */
  nextReady(): FrameId | undefined {
    return this.budget.isLeft ? this.#ready.shift() : undefined
  }

  /** Puts a frame last among those that go on. */
  makeReady(frameId: FrameId): void {
    if (!this.#ready.includes(frameId)) this.#ready.push(frameId)
  }

  /** Lets a frame go on in the next turn. */
  defer(frameId: FrameId): void {
    this.#deferred.add(frameId)
  }

  setDeadline(deadline: Instant): void {
    this.#deadline = deadline
  }

  command(command: Command): void {
    this.#commands.push(command)
  }

  /** Says what became of the task that the event speaks of. */
  task(outcome: 'done' | 'unknown'): void {
    this.#task = outcome
  }

  end(ended: Omit<Ended, 'at'>): void {
    this.#ended = { ...ended, at: this.at }
  }

  finish(): Turn {
    const task = this.#task && { task: this.#task }
    if (this.#ended) {
      const nothing = { frames: [], dropped: [], items: [], commands: [] }
      return { header: this.#header(), history: this.#history, ...nothing, ended: this.#ended, ...task }
    }
    // A Map that has ended or failed meanwhile has nothing more to begin.
    for (const id of this.#deferred) if (this.frame(id)?.progress.kind === 'iterations') this.makeReady(id)
    if (this.#ready.length > 0) this.#commands.push({ type: 'Continue' })
    return {
      header: this.#header(),
      history: this.#history,
      frames: [...this.#frames.values()],
      dropped: this.#dropped,
      items: this.#items,
      commands: this.#commands,
      ...task,
    }
  }

  #header(): Header {
    return {
      status: this.#ended?.status ?? 'RUNNING',
      lastEventId: this.#lastEventId,
      nextFrameId: this.#nextFrameId,
      lastAt: this.at,
      ...(this.#deadline !== undefined && { deadline: this.#deadline }),
      ready: this.#ended ? [] : this.#ready,
    }
  }
}

function isEnd(type: HistoryEventType): boolean {
  return type.startsWith('Execution') && type !== 'ExecutionStarted'
}

/** Thrown inside the interpreter only, and caught by `step`: the history has room for the event of the end and no other. */
export class HistoryFullSignal extends Error {}
