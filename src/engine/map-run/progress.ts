/** How far a Map Run has come, as it is kept in its row: written in one group with the children that it speaks of. */
import { assert, type Json } from '#base'
import type { ReadPosition, ResultFiles } from '#integrations'
import type { ExecutionId, ExecutionStatus, MapRunRecord } from '#store'

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
  /** The files of an export that was finished. */
  readonly files?: ResultFiles
  /** How many redrives of its own this progress knows of. */
  readonly redrives?: number
  /** Children that are to be redriven; absent where none is. */
  readonly awaiting?: Awaiting
  /** What cannot be redriven: children, and their items. */
  readonly notRedrivable?: ChildCounts
}

/** Children that had ended without success when the Map Run was redriven: those behind `after` await their redrive. */
export interface Awaiting {
  readonly after: ExecutionId
  readonly counts: Readonly<Record<Unsuccessful, ChildCounts>>
}

export interface ChildCounts {
  readonly executions: number
  readonly items: number
}

export type Unsuccessful = Exclude<ExecutionStatus, 'RUNNING' | 'SUCCEEDED'>
export const unsuccessful: readonly Unsuccessful[] = ['FAILED', 'TIMED_OUT', 'ABORTED']

export const noChildren: ChildCounts = { executions: 0, items: 0 }

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
