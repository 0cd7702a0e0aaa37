/** The tests of a search in the store's words, for one state machine. */
import { assert } from '#base'
import {
  fieldText,
  SearchError,
  type SearchBound,
  type SearchRange,
  type SearchScalar,
  type SearchTest,
} from '#query'
import type { ExecutionStatus, NumberRange, SearchFieldRecord, StoredRange, StoredTest } from '#store'
import { hashScalar, type HashText } from './field-values.ts'

export interface TestContext {
  /** The fields that the state machine indexes. */
  readonly fields: readonly SearchFieldRecord[]
  /** Present where the store encrypts: errors are found by their hash then. */
  readonly hashError: HashText | undefined
  readonly hashText: HashText
}

export const allStatuses: readonly ExecutionStatus[] = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
]

/** `always` and `never` where it is known without looking; undefined for what is tested of the state machine. */
export type StoredOutcome = StoredTest | 'always' | 'never' | SearchError | undefined

export function storedTest(test: SearchTest, context: TestContext): StoredOutcome {
  const { field, isNegated, anyOf } = test
  const negated = isNegated ? ({ isNegated: true } as const) : {}
  switch (field.kind) {
    case 'machine':
    case 'tag':
      return undefined
    case 'status':
      return { on: 'status', statuses: statusesOf(test) }
    case 'name':
      return { on: 'name', anyOf, ...negated }
    case 'error': {
      const ranges = errorRanges(test, context)
      return ranges instanceof SearchError ? ranges : { on: 'error', anyOf: ranges, ...negated }
    }
    case 'redriven':
      return { on: 'redriven', ...(isEqual(anyOf, true) === isNegated && { isNegated: true }) }
    case 'indexed':
      return fieldTest(test, context)
    default:
      return { on: field.kind, range: numberRange(anyOf), ...negated }
  }
}

function statusesOf({ anyOf, isNegated }: SearchTest): readonly ExecutionStatus[] {
  return allStatuses.filter((status) => isEqual(anyOf, status) !== isNegated)
}

function isEqual(anyOf: readonly SearchRange[], value: SearchScalar): boolean {
  return anyOf.some((range) => range.kind === 'equals' && range.value === value)
}

function numberRange([range]: readonly SearchRange[]): NumberRange {
  assert(range?.kind === 'between', 'times and durations are compared with bounds only')
  const bound = ({ value, isInclusive }: SearchBound) => {
    assert(typeof value === 'number', 'bounds of times and durations are milliseconds')
    return { value, isInclusive }
  }
  return { ...(range.from && { from: bound(range.from) }), ...(range.to && { to: bound(range.to) }) }
}

// What failed before the store was encrypted may still lie there as it was.
function errorRanges(test: SearchTest, { hashError }: TestContext): readonly StoredRange[] | SearchError {
  if (!hashError) return test.anyOf
  const ranges = test.anyOf.flatMap((range): readonly StoredRange[] =>
    range.kind === 'equals' ? [range, { kind: 'hash', hash: hashError(String(range.value)) }] : [],
  )
  if (ranges.length === test.anyOf.length * 2) return ranges
  return equalityOnly(test)
}

function fieldTest(test: SearchTest, { fields, hashText }: TestContext): StoredOutcome {
  const { isNegated, anyOf } = test
  const text = fieldText(test.field)
  const field = fields.find(({ path, isDropped }) => path === text && !isDropped)
  // The executions of this state machine have no such field.
  if (!field) return isNegated ? 'always' : 'never'
  const ranges = field.isHashed ? hashedRanges(test, hashText) : anyOf
  if (ranges instanceof SearchError) return ranges
  return { on: 'field', fieldId: field.id, anyOf: ranges, ...(isNegated && { isNegated: true }) }
}

function hashedRanges(test: SearchTest, hash: HashText): readonly StoredRange[] | SearchError {
  const ranges = test.anyOf.flatMap((range): readonly StoredRange[] =>
    range.kind === 'equals' ? [{ kind: 'hash', hash: hashScalar(range.value, hash) }] : [],
  )
  return ranges.length === test.anyOf.length ? ranges : equalityOnly(test)
}

function equalityOnly({ field, offset }: SearchTest): SearchError {
  return new SearchError(
    `${fieldText(field)} is encrypted, and only equal values can be found: use =, != or in`,
    offset,
  )
}
