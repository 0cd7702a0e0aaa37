/**
 * A search as it was read: tests, joined by `and`, `or` and `not`.
 *
 * Times are instants already and durations milliseconds; what a field may be compared with was checked. Which state
 * machines there are, and which fields they index, is not known here.
 */
import type { FieldPath } from './field-path.ts'
import type { SearchScalar } from './scalar.ts'

/** The fields that every execution has. */
export type PlainField =
  | 'status'
  | 'name'
  | 'machine'
  | 'error'
  | 'startedAt'
  | 'stoppedAt'
  | 'duration'
  | 'redriven'

/** What a test looks at: a field of every execution, a tag of its state machine, or a field that it indexes. */
export type SearchField =
  | { readonly kind: PlainField }
  | { readonly kind: 'tag'; readonly key: string }
  | { readonly kind: 'indexed'; readonly path: FieldPath }

export interface SearchBound {
  readonly value: string | number | { readonly digits: string }
  /** Whether the value itself is within. */
  readonly isInclusive: boolean
}

/** A set of values: one, those that begin with a text, or those between bounds of one kind. */
export type SearchRange =
  | { readonly kind: 'equals'; readonly value: SearchScalar }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'between'; readonly from?: SearchBound; readonly to?: SearchBound }

export interface SearchTest {
  readonly kind: 'test'
  readonly field: SearchField
  /** The field's value is in one of them. */
  readonly anyOf: readonly SearchRange[]
  /** Then it is in none of them, or the execution has no such field. */
  readonly isNegated: boolean
  /** Where it stands in the text: the offset of its first character. */
  readonly offset: number
}

export type SearchExpression =
  | SearchTest
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SearchExpression[] }
  | { readonly kind: 'not'; readonly part: SearchExpression }

/** The field as a query names it. */
export function fieldText(field: SearchField): string {
  if (field.kind === 'indexed') return field.path.text
  return field.kind === 'tag' ? `tag.${field.key}` : field.kind
}
