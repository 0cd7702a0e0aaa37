/**
 * The children that are still to be started: items as they come out of the dataset, selected and put into batches.
 *
 * Owns: what was read and is not started yet, which is a chunk or two, and where in the dataset it stands. A position is
 * that of a chunk with the number of its items that were taken, so that every child has one (invariant 2 of `map-run`).
 */
import { AslError, isArray, Payload, type JsonObject, type Json, type Outcome } from '#base'
import { batchItems, type Batch, type Batcher, type ItemChunk, type ReadPosition } from '#integrations'
import type { MapItem } from '#interpreter'
import type { MapRunProgress } from './progress.ts'

/** Items of one chunk: what is held in memory of a dataset. */
export const itemsPerChunk = 250
export const chunkBytesMax = 1024 * 1024

export interface ItemsOptions {
  /** Opens the dataset at a position. */
  readonly open: (from?: ReadPosition) => AsyncIterable<Outcome<ItemChunk>>
  readonly select: (item: MapItem) => Outcome<Payload> | Promise<Outcome<Payload>>
  /** Absent where every item has a child of its own. */
  readonly batcher?: Batcher
}

/** Where the items of a chunk begin, and how many of them were not taken yet. */
interface Mark {
  readonly from: ReadPosition | undefined
  readonly count: number
}

export type Position = Pick<MapRunProgress, 'from' | 'skip'>

export class MapRunItems {
  readonly #options: ItemsOptions
  readonly #chunks: AsyncIterator<Outcome<ItemChunk>>
  readonly #marks: Mark[] = []
  /** Items of the first chunk that were taken. */
  #taken = 0
  /** Of the items that come next, so many were taken before a restart. */
  #toSkip: number
  #next: ReadPosition | undefined
  /** Selected items that have not filled a batch. */
  #rest: readonly Payload[] = []
  readonly #ready: Batch[] = []
  #isEnd = false

  constructor(options: ItemsOptions, at: Position) {
    this.#options = options
    this.#next = at.from
    this.#toSkip = at.skip
    this.#chunks = options.open(at.from)[Symbol.asyncIterator]()
  }

  /** Up to `max` inputs of children, in the order of their items; none where all were given. */
  async take(max: number): Promise<Outcome<readonly Batch[]>> {
    while (this.#ready.length === 0 && !this.#isEnd) {
      const failure = await this.#read()
      if (failure) return failure
    }
    const batches = this.#ready.splice(0, max)
    for (const { itemCount } of batches) this.#pass(itemCount)
    return batches
  }

  /** Behind what was taken. */
  get position(): Position {
    const [first] = this.#marks
    const from = first ? first.from : this.#next
    return from ? { from, skip: this.#taken } : { skip: this.#taken }
  }

  /** Whether everything was taken. */
  get isExhausted(): boolean {
    return this.#isEnd && this.#ready.length === 0
  }

  /** Lets go of the dataset. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #read(): Promise<AslError | undefined> {
    const { value: chunk, done } = await this.#chunks.next()
    if (done) this.#isEnd = true
    else if (chunk instanceof AslError) return chunk
    else {
      const failure = await this.#add(chunk)
      if (failure) return failure
    }
    this.#fill()
    return undefined
  }

  async #add({ items, firstIndex, next }: ItemChunk): Promise<AslError | undefined> {
    const skipped = Math.min(this.#toSkip, items.length)
    this.#toSkip -= skipped
    const selected: Payload[] = []
    for (let i = skipped; i < items.length; i++) {
      const { value, key, source } = items[i]!
      const item = {
        index: firstIndex + i,
        value: Payload.fromValue(value),
        source,
        ...(key !== undefined && { key }),
      }
      const answer = this.#options.select(item)
      const input = answer instanceof Promise ? await answer : answer
      if (input instanceof AslError) return input
      selected.push(input)
    }
    if (this.#marks.length === 0) this.#taken = skipped
    this.#marks.push({ from: this.#next, count: items.length })
    this.#next = next
    this.#rest = this.#rest.length === 0 ? selected : [...this.#rest, ...selected]
    return undefined
  }

  #fill(): void {
    const { batcher } = this.#options
    if (!batcher) {
      for (const input of this.#rest) this.#ready.push({ input, itemCount: 1 })
      this.#rest = []
      return
    }
    const { batches, rest } = batchItems(batcher, this.#rest, this.#isEnd)
    this.#ready.push(...batches)
    this.#rest = rest
  }

  /** The items of a batch were taken. */
  #pass(items: number): void {
    this.#taken += items
    for (let first = this.#marks[0]; first && this.#taken >= first.count; first = this.#marks[0]) {
      this.#taken -= first.count
      this.#marks.shift()
    }
  }
}

/** Items of the state's own input as a dataset. */
export async function* inputItems(
  items: readonly Json[] | JsonObject,
  from?: ReadPosition,
): AsyncGenerator<ItemChunk> {
  const keys = isArray(items) ? undefined : Object.keys(items)
  const values = isArray(items) ? items : Object.values(items)
  for (let firstIndex = from?.index ?? 0; firstIndex < values.length; firstIndex += itemsPerChunk) {
    const chunk = values.slice(firstIndex, firstIndex + itemsPerChunk).map((value, i) => {
      const key = keys && { key: keys[firstIndex + i]! }
      return { value, source: 'STATE_DATA', ...key }
    })
    yield { items: chunk, firstIndex, next: { index: firstIndex + chunk.length, place: null } }
  }
}
