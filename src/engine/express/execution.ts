/** An Express execution in memory, whole: the value that the interpreter steps. Nothing of it is ever written. */
import type { Payload } from '#base'
import type { Machine } from '#asl'
import {
  itemsKey,
  type Execution,
  type Frame,
  type FrameId,
  type Header,
  type Identity,
  type Turn,
} from '#interpreter'

export class ExpressExecution implements Execution {
  readonly identity: Identity
  readonly machine: Machine
  header: Header
  readonly frames = new Map<FrameId, Frame>()
  /** Every frame is here: a turn never needs anything. */
  readonly complete = true
  readonly absent: ReadonlySet<FrameId> = new Set()
  readonly items = new Map<string, readonly Payload[]>()
  /** Express state machines have no activities. */
  readonly activities: ReadonlyMap<string, number | null> = new Map()

  constructor(identity: Identity, machine: Machine, header: Header) {
    this.header = header
    this.identity = identity
    this.machine = machine
  }

  /** Takes over what a turn changed. */
  apply(turn: Turn): void {
    this.header = turn.header
    for (const { from, to } of turn.dropped) this.#drop(from, to)
    for (const frame of turn.frames) this.frames.set(frame.id, frame)
    for (const { frameId, chunk, items } of turn.items) this.items.set(itemsKey(frameId, chunk), items)
  }

  #drop(from: FrameId, to: FrameId): void {
    for (let id = from; id <= to; id++) this.frames.delete(id)
    for (const key of this.items.keys()) {
      const frameId = Number(key.slice(0, key.indexOf(':')))
      if (frameId >= from && frameId <= to) this.items.delete(key)
    }
  }
}
