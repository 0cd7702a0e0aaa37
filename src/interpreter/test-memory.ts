/**
 * Where a played execution lies between its turns: in memory, or (forgetful) as texts only, of which a turn gets what
 * it names in its needs and nothing else.
 */
import { assert, type Payload } from '#base'
import {
  decodeFrame,
  decodeHeader,
  decodeItems,
  encodeHeader,
  encodeItems,
  encodeProgress,
  encodeVisit,
  type Encoded,
} from './codec.ts'
import { itemsKey, newHeader, type Execution, type Header, type Identity, type Need } from './execution.ts'
import type { Frame, FrameId } from './frame.ts'
import type { Turn } from './turn.ts'

interface StoredFrame {
  readonly visit: Encoded
  readonly progress: Encoded
}

export class TestMemory {
  identity: Identity
  /** Activities that exist: their ids by ARN. */
  readonly #activities: ReadonlyMap<string, number>
  readonly #forgetful: boolean
  #storedHeader: Encoded = encodeHeader(newHeader)
  readonly #frames = new Map<FrameId, Frame>()
  readonly #storedFrames = new Map<FrameId, StoredFrame>()
  readonly #storedItems = new Map<string, Encoded>()
  #loaded: Loaded
  /** What turns have asked for since the memory was made. */
  readonly needs: Need[] = []

  constructor(
    identity: Identity,
    of: { readonly activities: ReadonlyMap<string, number>; readonly forgetful: boolean },
  ) {
    this.identity = identity
    this.#activities = of.activities
    this.#forgetful = of.forgetful
    this.#loaded = nothingLoaded(newHeader)
  }

  /** The execution as the next turn finds it. */
  get execution(): Execution {
    return { ...this.#loaded, identity: this.identity, complete: !this.#forgetful }
  }

  get header(): Header {
    return decodeHeader(this.#storedHeader)
  }

  /** All frames, for the player and the checks of a test. */
  get frames(): ReadonlyMap<FrameId, Frame> {
    return this.#frames
  }

  get itemKeys(): readonly string[] {
    return [...this.#storedItems.keys()]
  }

  /** A chunk as it is stored. */
  readonly items = (key: string): readonly Payload[] | undefined => {
    const stored = this.#storedItems.get(key)
    return stored && decodeItems(stored)
  }

  /** Gets what a turn needs; nothing may be asked for twice within a turn. */
  supply(needs: readonly Need[]): void {
    for (const need of needs) {
      this.needs.push(need)
      assert(this.#supply(need), `a turn asks for what it has: ${JSON.stringify(need)}`)
    }
  }

  /** Takes over a turn and, when it is forgetful, forgets everything that it had loaded. */
  apply(turn: Turn): void {
    for (const { from, to } of turn.dropped) this.#drop(from, to)
    for (const frame of turn.frames) this.#put(frame)
    for (const { frameId, chunk, items } of turn.items) {
      this.#storedItems.set(itemsKey(frameId, chunk), encodeItems(items))
      this.#loaded.items.set(itemsKey(frameId, chunk), items)
    }
    this.#storedHeader = encodeHeader(turn.header)
    if (this.#forgetful) this.#loaded = nothingLoaded(this.header)
    else this.#loaded = { ...this.#loaded, header: turn.header }
  }

  /** Opens an execution that ended without success again, as it was stored. */
  reopen(at: number): void {
    const header: Header = { ...this.header, status: 'RUNNING' }
    this.identity = { ...this.identity, redrive: { count: (this.identity.redrive?.count ?? 0) + 1, at } }
    this.#storedHeader = encodeHeader(header)
    this.#loaded = this.#forgetful ? nothingLoaded(header) : { ...this.#loaded, header }
  }

  #put(frame: Frame): void {
    const before = this.#storedFrames.get(frame.id)
    const visit = this.#loaded.frames.get(frame.id)?.visit === frame.visit ? before?.visit : undefined
    this.#storedFrames.set(frame.id, {
      visit: visit ?? encodeVisit(frame.visit),
      progress: encodeProgress(frame),
    })
    this.#frames.set(frame.id, frame)
    this.#loaded.frames.set(frame.id, frame)
  }

  #drop(from: FrameId, to: FrameId): void {
    const isIn = (id: FrameId) => id >= from && id <= to
    for (const id of [...this.#storedFrames.keys()].filter(isIn)) {
      this.#frames.delete(id)
      this.#storedFrames.delete(id)
      this.#loaded.frames.delete(id)
    }
    for (const key of [...this.#storedItems.keys()].filter((each) => isIn(Number.parseInt(each, 10)))) {
      this.#storedItems.delete(key)
      this.#loaded.items.delete(key)
    }
  }

  #supply(need: Need): boolean {
    switch (need.kind) {
      case 'activity': {
        const isNew = !this.#loaded.activities.has(need.arn)
        this.#loaded.activities.set(need.arn, this.#activities.get(need.arn) ?? null)
        return isNew
      }
      case 'items': {
        const key = itemsKey(need.frameId, need.chunk)
        const stored = this.#storedItems.get(key)
        if (!stored || this.#loaded.items.has(key)) return false
        this.#loaded.items.set(key, decodeItems(stored))
        return true
      }
      case 'frames':
        return this.#supplyFrames(need.from, need.to)
    }
  }

  /** Whether one of them was not known yet. */
  #supplyFrames(from: FrameId, to: FrameId): boolean {
    const { frames, absent } = this.#loaded
    let isNew = false
    for (let id = from; id <= to; id++) {
      if (frames.has(id) || absent.has(id)) continue
      isNew = true
      const stored = this.#storedFrames.get(id)
      if (stored) frames.set(id, decodeFrame(id, stored.visit, stored.progress))
      else absent.add(id)
    }
    return isNew
  }
}

interface Loaded {
  readonly header: Header
  readonly frames: Map<FrameId, Frame>
  readonly absent: Set<FrameId>
  readonly items: Map<string, readonly Payload[]>
  readonly activities: Map<string, number | null>
}

function nothingLoaded(header: Header): Loaded {
  return { header, frames: new Map(), absent: new Set(), items: new Map(), activities: new Map() }
}
