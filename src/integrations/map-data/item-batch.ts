/** What every reader of this folder gives, and where it is in the dataset. */
import type { Json } from '#base'

export interface Entry {
  readonly value: Json
  readonly key?: string
  /** How many bytes it takes in the dataset, about. */
  readonly bytes: number
  /** Where reading goes on behind it: in the words of the format. */
  readonly next: Json
}

/** Entries of one object, as many as came with one read. */
export interface ObjectBatch {
  readonly entries: readonly Entry[]
  /** `$$.Map.Item.Source` of them. */
  readonly source: string
  /** The place in the whole dataset of a place in this object. */
  readonly place: (next: Json) => Json
}
