/** Walks that give the ids of executions, the newest first: along an index a piece at a time, or over what was collected. */
import type { IdPage, IdRow } from '../statements/search/search-value-ranges.ts'

export interface IdWalk {
  /** The id that it stands at; undefined behind the last one. */
  readonly head: number | undefined
  advance(): void
}

/** The first pieces are small, for most walks of a search are asked for a few ids. */
const firstPiece = 32
const largestPiece = 512

/** Walks down an index: `read` gives the ids of a page in descending order. */
export class IndexWalk implements IdWalk {
  readonly #read: (page: IdPage) => readonly IdRow[]
  readonly #lowest: number
  #piece: readonly IdRow[] = []
  #at = 0
  #limit = firstPiece
  #isLast = false

  constructor(within: Omit<IdPage, 'limit'>, read: (page: IdPage) => readonly IdRow[]) {
    this.#read = read
    this.#lowest = within.lowest
    this.#load(within.before)
  }

  get head(): number | undefined {
    return this.#piece[this.#at]?.id
  }

  advance(): void {
    const left = this.#piece[this.#at]
    this.#at++
    if (left && this.#at === this.#piece.length && !this.#isLast) this.#load(left.id)
  }

  #load(before: number): void {
    this.#piece = this.#read({ before, lowest: this.#lowest, limit: this.#limit })
    this.#at = 0
    this.#isLast = this.#piece.length < this.#limit
    this.#limit = Math.min(this.#limit * 2, largestPiece)
  }
}

/** Walks over ids that were collected in any order. */
export class CollectedWalk implements IdWalk {
  readonly #ids: readonly number[]
  #at = 0

  constructor(ids: readonly number[], { before, lowest }: Omit<IdPage, 'limit'>) {
    this.#ids = ids.filter((id) => id < before && id >= lowest).toSorted((a, b) => b - a)
  }

  get head(): number | undefined {
    return this.#ids[this.#at]
  }

  advance(): void {
    this.#at++
  }
}
