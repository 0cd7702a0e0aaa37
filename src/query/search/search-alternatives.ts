/**
 * A search as alternatives, of which one has to hold: each a list of tests that hold together.
 *
 * `not` is pushed down to the tests and `and` spread over `or`, so that each alternative is one walk along an index.
 */
import { SearchError } from './search-error.ts'
import type { SearchExpression, SearchTest } from './search-expression.ts'

export type SearchAlternative = readonly SearchTest[]

/** Spreading multiplies: a search that comes to more is refused. */
export const alternativesMax = 16

/** One alternative without tests where there is no expression: everything is meant. */
export function searchAlternatives(
  expression: SearchExpression | undefined,
): readonly SearchAlternative[] | SearchError {
  if (!expression) return [[]]
  const alternatives = spread(expression, false)
  if (alternatives !== 'too-many') return alternatives
  return new SearchError(
    `the search comes to more than ${alternativesMax} alternatives once "and" is spread over "or": ask in several searches, or use "in (…)"`,
    0,
  )
}

type Spread = readonly SearchAlternative[] | 'too-many'

function spread(expression: SearchExpression, isNegated: boolean): Spread {
  switch (expression.kind) {
    case 'test':
      return [[isNegated ? { ...expression, isNegated: !expression.isNegated } : expression]]
    case 'not':
      return spread(expression.part, !isNegated)
    default: {
      const parts = expression.parts.map((part) => spread(part, isNegated))
      // Not (a and b) is (not a) or (not b).
      const isOr = (expression.kind === 'or') !== isNegated
      return parts.reduce((before, part) => joined(before, part, isOr))
    }
  }
}

function joined(before: Spread, part: Spread, isOr: boolean): Spread {
  if (before === 'too-many' || part === 'too-many') return 'too-many'
  const count = isOr ? before.length + part.length : before.length * part.length
  if (count > alternativesMax) return 'too-many'
  return isOr ? [...before, ...part] : before.flatMap((left) => part.map((right) => [...left, ...right]))
}
