/** How many of a Map's items are worked on at once, and how many may fail (feature map §2.9). */
import { AslError, type Outcome, type Payload } from '#base'
import type { MapState } from '#asl'
import type { Draft } from './draft.ts'
import type { Frame } from './frame.ts'
import {
  numberReader,
  readConcurrency,
  readTolerance,
  wholeCount,
  type NumbersOf,
  type Tolerance,
} from './map-numbers.ts'

export interface MapSettings {
  /** How many iterations may run at once. */
  readonly concurrency: number
  /** How many iterations may fail before the Map does. */
  readonly failuresTolerated: number
}

/** Of an inline Map. */
export function mapSettings(
  draft: Draft,
  state: MapState,
  of: { readonly frame: Frame; readonly input: Payload; readonly count: number },
): Outcome<MapSettings> {
  const read = numberReader(draft, { ...of, state })
  const concurrency = readConcurrency(state, read)
  if (concurrency instanceof AslError) return concurrency
  draft.note('maxConcurrency', concurrency ?? 0)
  const tolerance = readTolerance(state, read)
  if (tolerance instanceof AslError) return tolerance
  noteTolerance(draft, tolerance)
  const most = draft.limits.inlineMapConcurrencyMax
  const isOpen = concurrency === undefined || concurrency === 0
  const failuresTolerated = failuresOf(tolerance, of.count)
  return { concurrency: isOpen ? most : Math.min(concurrency, most), failuresTolerated }
}

function noteTolerance(draft: Draft, { count, percentage }: Tolerance): void {
  if (count !== undefined) draft.note('toleratedFailureCount', count)
  if (percentage !== undefined) draft.note('toleratedFailurePercentage', percentage)
}

/** Where a count and a percentage are set, exceeding either fails the Map. */
function failuresOf({ count, percentage }: Tolerance, iterations: number): number {
  if (percentage === undefined) return count ?? 0
  return Math.min(count ?? Infinity, Math.floor((percentage * iterations) / 100))
}

/** Of a Distributed Map, as they are shown and changed: 0 where there is none. */
export interface MapRunNumbers {
  readonly toleratedFailureCount: number
  readonly toleratedFailurePercentage: number
  readonly maxItems?: number
  readonly maxItemsPerBatch?: number
  readonly maxInputBytesPerBatch?: number
}

/** 0 where nothing but AWS's own limit counts. It is read before the Map says that it has started. */
export function mapRunConcurrency(draft: Draft, of: NumbersOf): Outcome<number> {
  const concurrency = readConcurrency(of.state, numberReader(draft, of))
  if (concurrency instanceof AslError) return concurrency
  draft.note('maxConcurrency', concurrency ?? 0)
  return concurrency ?? 0
}

export function mapRunNumbers(draft: Draft, of: NumbersOf): Outcome<MapRunNumbers> {
  const read = numberReader(draft, of)
  const { itemReader, itemBatcher } = of.state.distributed ?? {}
  const tolerance = readTolerance(of.state, read)
  if (tolerance instanceof AslError) return tolerance
  noteTolerance(draft, tolerance)
  const maxItems = read(itemReader?.config.maxItems, { field: 'MaxItems', ...wholeCount })
  if (maxItems instanceof AslError) return maxItems
  const perBatch = read(itemBatcher?.maxItemsPerBatch, { field: 'MaxItemsPerBatch', ...wholeCount })
  if (perBatch instanceof AslError) return perBatch
  const bytes = read(itemBatcher?.maxInputBytesPerBatch, { field: 'MaxInputBytesPerBatch', ...wholeCount })
  if (bytes instanceof AslError) return bytes
  const { count = 0, percentage = 0 } = tolerance
  return {
    toleratedFailureCount: count,
    toleratedFailurePercentage: percentage,
    ...(maxItems !== undefined && { maxItems }),
    ...(perBatch !== undefined && { maxItemsPerBatch: perBatch }),
    ...(bytes !== undefined && { maxInputBytesPerBatch: bytes }),
  }
}
