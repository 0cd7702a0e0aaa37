/** How far a Map Run has come, as it is kept in its row: written in one group with the children that it speaks of. */
import { assert, type Json } from '#base'
import type { ReadPosition } from '#integrations'
import type { MapRunRecord } from '#store'

export interface MapRunProgress {
  /** Children start behind this position of the dataset; absent at its beginning. */
  readonly from?: ReadPosition
  /** Items behind that position that have children already. */
  readonly skip: number
  /** Items that have a child, and the children. */
  readonly items: number
  readonly children: number
  /** How many items there are, where that is known before they are read. */
  readonly total?: number
  /** No item is left without a child. */
  readonly exhausted: boolean
  /** Why no more children are started and those that run are stopped. */
  readonly stopping?: { readonly error?: string; readonly cause?: string }
  /** How much of the results is written. */
  readonly writing?: Json
}

export const nothingStarted: MapRunProgress = { skip: 0, items: 0, children: 0, exhausted: false }

/** What is known of the items and has no child yet; of children, where each item has its own. */
export function pendingOf(record: MapRunRecord): { readonly items: number; readonly executions: number } {
  const { total = 0, items, children } = decodeMapRunProgress(record.progress)
  const pending = Math.max(0, total - items)
  return { items: pending, executions: items === children ? pending : 0 }
}

const version = 1

export function encodeMapRunProgress(progress: MapRunProgress): string {
  return JSON.stringify([version, progress])
}

/** An empty text is the progress of a Map Run that was just begun. */
export function decodeMapRunProgress(text: string): MapRunProgress {
  if (text === '') return nothingStarted
  const [found, progress] = JSON.parse(text) as [number, MapRunProgress]
  assert(found === version, `a Map Run's progress of version ${found} cannot be read by this release`)
  return progress
}
