/** The frames as they are in the middle of a turn: those of the execution with what the turn has changed so far. */
import { assert } from '#base'
import { NeedSignal, type Execution } from './execution.ts'
import { rootFrameId, type Frame, type FrameId } from './frame.ts'
import { MarkedMap } from './marked-map.ts'

interface Range {
  readonly from: FrameId
  readonly to: FrameId
}

export class FrameChanges {
  readonly #execution: Execution
  readonly #changed = new MarkedMap<FrameId, Frame>()
  readonly #dropped: Range[] = []
  /** What a failure has cut off that nobody has handled yet. */
  #cutOff: Range[] = []
  #variableBytes: number
  #mark: { dropped: number; cutOff: readonly Range[]; variableBytes: number } = {
    dropped: 0,
    cutOff: [],
    variableBytes: 0,
  }

  constructor(execution: Execution) {
    this.#execution = execution
    this.#variableBytes = execution.header.variableBytes ?? 0
  }

  /** New and changed frames. */
  get changed(): readonly Frame[] {
    return this.#changed.values()
  }

  get dropped(): readonly Range[] {
    return this.#dropped
  }

  /** The bytes of all variables of the execution, those of Parallel branches and iterations included. */
  get variableBytes(): number {
    return this.#variableBytes
  }

  mark(): void {
    this.#changed.mark()
    this.#mark = {
      dropped: this.#dropped.length,
      cutOff: [...this.#cutOff],
      variableBytes: this.#variableBytes,
    }
  }

  restore(): void {
    this.#changed.restore()
    this.#dropped.length = this.#mark.dropped
    this.#cutOff = [...this.#mark.cutOff]
    this.#variableBytes = this.#mark.variableBytes
  }

  /** The frame with that id, or undefined where it is gone. Throws a `NeedSignal` where it is not in memory. */
  get(id: FrameId): Frame | undefined {
    const changed = this.#changed.get(id)
    if (changed) return changed
    if (this.#isDropped(id)) return undefined
    const frame = this.#execution.frames.get(id)
    const { complete, absent, header } = this.#execution
    if (!frame && !complete && id < header.nextFrameId && !absent.has(id)) {
      throw new NeedSignal({ kind: 'frames', from: id, to: id })
    }
    return frame
  }

  /** The frames with these ids, all of which exist. */
  range(first: FrameId, count: number): Frame[] {
    const frames: Frame[] = []
    for (let id = first; id < first + count; id++) {
      const frame = this.#known(id)
      assert(frame ?? !this.#execution.complete, `frame ${id} does not exist`)
      if (!frame) throw new NeedSignal({ kind: 'frames', from: first, to: first + count - 1 })
      frames.push(frame)
    }
    return frames
  }

  put(frame: Frame): void {
    this.#countVariables(frame.id, frame.variableBytes)
    this.#changed.set(frame.id, frame)
  }

  /** Frames are gone, both ends included. */
  drop({ from, to }: Range): void {
    // Nothing is looked for where there are no variables at all.
    for (let id = from; id <= to && this.#variableBytes > 0; id++) this.#countVariables(id)
    const made = [...this.#changed.keys()].filter((id) => id >= from && id <= to)
    for (const id of made) this.#changed.delete(id)
    // Frames that were made in this turn were never written.
    if (from < this.#execution.header.nextFrameId) this.#dropped.push({ from, to })
  }

  /** All frames of the turns before are gone. An id of theirs may be used again. */
  dropAll(): void {
    this.#dropped.push({ from: rootFrameId, to: this.#execution.header.nextFrameId - 1 })
    this.#variableBytes = 0
  }

  /** Frames are cut off by a failure; they are dropped where that is handled, and stay where it ends the execution. */
  cutOff(range: Range): void {
    this.#cutOff.push(range)
  }

  /** The failure was handled: gives what it has cut off, which is to be dropped. */
  takeCutOff(): readonly Range[] {
    const ranges = this.#cutOff
    if (ranges.length > 0) this.#cutOff = []
    return ranges
  }

  #known(id: FrameId): Frame | undefined {
    return this.#changed.get(id) ?? (this.#isDropped(id) ? undefined : this.#execution.frames.get(id))
  }

  #isDropped(id: FrameId): boolean {
    return this.#dropped.some((range) => id >= range.from && id <= range.to)
  }

  #countVariables(id: FrameId, bytes = 0): void {
    if (bytes === 0 && this.#variableBytes === 0) return
    this.#variableBytes += bytes - (this.#known(id)?.variableBytes ?? 0)
  }
}
