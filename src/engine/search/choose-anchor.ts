/** Which test of an alternative is walked along: the one that is likely to leave the fewest executions. */
import type { StoredAlternative, StoredRange, StoredTest } from '#store'

type Anchor = NonNullable<StoredAlternative['anchor']>

/** Undefined where none of the tests has an index of its own. */
export function chooseAnchor(tests: readonly StoredTest[]): Anchor | undefined {
  const candidates = tests.filter((test) => !test.isNegated && rankOf(test) !== undefined)
  return candidates.toSorted((a, b) => rankOf(a)! - rankOf(b)!)[0] as Anchor | undefined
}

/** How many walks along an index the anchor comes to. */
export function walksOf(anchor: Anchor | undefined): number {
  if (!anchor) return 5
  if (anchor.on === 'status') return anchor.statuses.length
  return 'anyOf' in anchor ? anchor.anyOf.length : 1
}

function rankOf(test: StoredTest): number | undefined {
  switch (test.on) {
    case 'field':
      return areEqual(test.anyOf) ? 1 : 4
    case 'name':
      return areEqual(test.anyOf) ? 0 : 5
    case 'error':
      return areEqual(test.anyOf) ? 2 : 6
    case 'redriven':
      return 3
    case 'stoppedAt':
      return 7
    case 'status':
      return 8
    default:
      return undefined
  }
}

function areEqual(anyOf: readonly StoredRange[]): boolean {
  return anyOf.every(({ kind }) => kind === 'equals' || kind === 'hash')
}
