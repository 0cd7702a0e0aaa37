/**
 * An execution in memory: the value that the interpreter steps, and the mail that waits for it.
 *
 * It is the latest state that was computed, which may be ahead of the store by the turns of one group; when a
 * group fails it is thrown away and loaded again (invariant 6).
 */
import type { Payload } from '#base'
import type { Machine } from '#asl'
import {
  itemsKey,
  type EventBody,
  type Execution,
  type Frame,
  type FrameId,
  type Header,
  type Identity,
  type Turn,
} from '#interpreter'
import type { ExecutionRecord, NewExecution, NewIntervention, RedrivenExecution, Write } from '#store'
import type { ExecutionLog } from './logs/execution-logs.ts'
import type { TaskTrace } from './tracing/execution-trace.ts'
import type { TurnBatch } from './turn-batch.ts'

/** An event on its way to an execution, and who wants to know what became of it. */
export interface Mail {
  readonly event: EventBody
  /** Called when the turn is durable. */
  readonly done?: (turn: Turn) => void
  /** Called when there is no running execution for the event, or its commit failed. */
  readonly failed?: (reason: 'closed' | Error) => void
  /** Written together with the turn, where the event was not out of date (`Turn.task`). */
  readonly alongside?: readonly Write[]
}

/** An execution's row while it runs. */
export type RunningRecord = Omit<ExecutionRecord, 'status' | 'stoppedAt' | 'output' | 'error' | 'cause'>

export class LiveExecution implements Execution {
  readonly record: RunningRecord
  readonly identity: Identity
  readonly machine: Machine
  /** Where its log events go, if its state machine logs any. */
  readonly log: ExecutionLog | undefined
  /** The trace that it belongs to, if any. */
  readonly trace: TaskTrace | undefined
  /** The execution's row, until its first turn was taken. */
  created: NewExecution | undefined
  /** What its row becomes, until the first turn of its redrive was taken. */
  redriven: RedrivenExecution | undefined
  /** Who has chosen where it begins or goes on, until that turn was taken. */
  intervention: NewIntervention | undefined
  header: Header
  readonly frames = new Map<FrameId, Frame>()
  complete: boolean
  readonly items = new Map<string, readonly Payload[]>()
  readonly activities = new Map<string, number | null>()
  /** Which of the catalog's changes of activities were known when they were looked up. */
  activitiesAsOf = 0
  readonly absent = new Set<FrameId>()
  /** What turns have dropped that are not durable yet: the store still has these frames. */
  readonly #dropped: { readonly from: FrameId; readonly to: FrameId }[] = []

  readonly mail: Mail[] = []
  /** Turns that are not durable yet. */
  uncommitted = 0
  /** Its first turn is written with those of others, until that has happened. */
  batch: TurnBatch<LiveExecution> | undefined
  /** Something that a turn needs is being loaded. */
  loading = false
  /** A group failed: this copy is ahead of the store for ever. */
  stale = false
  headerKept: boolean

  constructor(
    of: {
      readonly record: RunningRecord
      readonly identity: Identity
      readonly machine: Machine
      readonly header: Header
      readonly log?: ExecutionLog | undefined
      readonly trace?: TaskTrace | undefined
    },
    begin: {
      readonly created?: NewExecution
      readonly redriven?: RedrivenExecution
      readonly intervention?: NewIntervention | undefined
    } = {},
  ) {
    this.record = of.record
    this.identity = of.identity
    this.machine = of.machine
    this.log = of.log
    this.trace = of.trace
    this.header = of.header
    this.created = begin.created
    this.redriven = begin.redriven
    this.intervention = begin.intervention
    // One that was just made has all its frames in memory; one that was loaded has them loaded as they are needed.
    this.complete = begin.created !== undefined
    this.headerKept = begin.created === undefined
  }

  get closed(): boolean {
    return this.header.status !== 'RUNNING'
  }

  /** Nothing is under way: it may be evicted. */
  get idle(): boolean {
    return this.mail.length === 0 && this.uncommitted === 0 && !this.loading
  }

  /** Takes over what a turn changed. */
  apply(turn: Turn): void {
    this.header = turn.header
    this.created = undefined
    this.redriven = undefined
    this.intervention = undefined
    this.headerKept ||= !turn.ended
    for (const { from, to } of turn.dropped) this.#drop(from, to)
    this.#dropped.push(...turn.dropped)
    for (const frame of turn.frames) this.frames.set(frame.id, frame)
    for (const { frameId, chunk, items } of turn.items) this.items.set(itemsKey(frameId, chunk), items)
  }

  /** The oldest turn that was not durable is. */
  becomesDurable(turn: Turn): void {
    this.#dropped.splice(0, turn.dropped.length)
  }

  /** Whether the frame is gone although the store may still have it. */
  hasDropped(id: FrameId): boolean {
    return this.#dropped.some(({ from, to }) => id >= from && id <= to)
  }

  #drop(from: FrameId, to: FrameId): void {
    for (let id = from; id <= to; id++) this.frames.delete(id)
    for (const key of this.items.keys()) {
      const frameId = Number(key.slice(0, key.indexOf(':')))
      if (frameId >= from && frameId <= to) this.items.delete(key)
    }
  }
}

/** Whether a turn only says that its event was out of date: then there is nothing to write. */
export function changesNothing(live: LiveExecution, turn: Turn): boolean {
  return (
    turn.history.length === 0 &&
    turn.frames.length === 0 &&
    turn.dropped.length === 0 &&
    turn.commands.length === 0 &&
    live.header.ready.length === 0
  )
}
