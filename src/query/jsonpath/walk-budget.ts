/**
 * What one evaluation of a path may cost. Every loop of a walk pays here, so a path such as `$..*..*..*` of a deep
 * document, or a filter that compares each item with a large list, ends with a clear reason.
 */
import { isArray, isObject, type Json } from '#base'
import type { QueryScope } from '../scope.ts'

/** Values that one evaluation may look at: about a second of work, and more than any payload holds. */
export const visitsMax = 10_000_000

/** One evaluation of a whole path: what its filters and functions need besides the candidate, and what it has cost. */
export interface Walk {
  readonly document: Json
  readonly scope: QueryScope
  visits: number
}

/** Thrown at `visitsMax`; whoever started the walk catches it. */
export class TooManyVisits extends Error {}

export function charge(walk: Walk, visits: number): void {
  walk.visits += visits
  if (walk.visits > visitsMax) throw new TooManyVisits()
}

/** What a function or a comparison pays for one value: its items, its members or, for a text, its blocks. */
export function costOf(value: Json | undefined): number {
  if (typeof value === 'string') return 1 + Math.floor(value.length / charactersPerVisit)
  if (isArray(value)) return 1 + value.length
  return isObject(value) ? 1 + Object.keys(value).length : 1
}

const charactersPerVisit = 16
