/**
 * What lies beside the frames in chunks of payloads: the items of a Map, its input while it is aside, and variables.
 *
 * A chunk belongs to a frame and goes with it. A turn loads the chunks that it reads, and never the whole array
 * (invariant 4).
 */
import type { Payload } from '#base'
import { asideChunk, itemsKey, itemsPerChunk, NeedSignal, type Execution } from './execution.ts'
import type { FrameId } from './frame.ts'
import { MarkedMap } from './marked-map.ts'
import type { Turn } from './turn.ts'

type Chunk = Turn['items'][number]

export class Chunks {
  readonly #execution: Execution
  readonly #changed = new MarkedMap<string, Chunk>()

  constructor(execution: Execution) {
    this.#execution = execution
  }

  /** The chunks that this turn has put. */
  get changed(): readonly Chunk[] {
    return this.#changed.values()
  }

  mark(): void {
    this.#changed.mark()
  }

  restore(): void {
    this.#changed.restore()
  }

  /** Puts payloads under a frame; what lay there under that number is gone. */
  put(frameId: FrameId, chunk: number, items: readonly Payload[]): void {
    this.#changed.set(itemsKey(frameId, chunk), { frameId, chunk, items })
  }

  /** Throws a `NeedSignal` where the chunk is not in memory. */
  get(frameId: FrameId, chunk: number): readonly Payload[] {
    const key = itemsKey(frameId, chunk)
    const items = this.#changed.get(key)?.items ?? this.#execution.items.get(key)
    if (!items) throw new NeedSignal({ kind: 'items', frameId, chunk })
    return items
  }

  /** Does not write a chunk of this turn: nobody will read it any more. */
  takeBack(frameId: FrameId, chunk: number): void {
    this.#changed.delete(itemsKey(frameId, chunk))
  }

  /** Frames are gone, and what they had with them. */
  drop(isGone: (frameId: FrameId) => boolean): void {
    for (const { frameId, chunk } of this.#changed.values())
      if (isGone(frameId)) this.takeBack(frameId, chunk)
  }

  /** Puts the items of a Map aside, under the first of its iterations' frames. */
  putItems(frameId: FrameId, items: readonly Payload[]): void {
    for (let chunk = 0; chunk * itemsPerChunk < items.length; chunk++) {
      const from = chunk * itemsPerChunk
      this.put(frameId, chunk, items.slice(from, from + itemsPerChunk))
    }
  }

  item(frameId: FrameId, index: number): Payload {
    return this.get(frameId, Math.floor(index / itemsPerChunk))[index % itemsPerChunk]!
  }

  /** Puts another payload of the Map aside, with its items. */
  putAside(frameId: FrameId, payload: Payload): void {
    this.put(frameId, asideChunk, [payload])
  }

  aside(frameId: FrameId): Payload {
    return this.get(frameId, asideChunk)[0]!
  }
}
