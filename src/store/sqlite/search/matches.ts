/** Whether the tests of a search hold for an execution. */
import type { DatabaseSync } from 'node:sqlite'
import type { NumberRange, StoredRange, StoredTest } from '../../search-port.ts'
import type { CandidateRow } from '../statements/search/select-candidate.ts'
import { searchValueRanges } from '../statements/search/search-value-ranges.ts'
import { statuses } from '../wire/operation.ts'
import { rangeCells } from './range-cells.ts'

export function openMatching(database: DatabaseSync) {
  const values = searchValueRanges(database)

  const holds = (test: StoredTest, row: CandidateRow): boolean => {
    switch (test.on) {
      case 'status':
        return test.statuses.includes(statuses[row.status]!)
      case 'name':
        return test.anyOf.some((range) => isTextWithin(row.name, range))
      case 'error':
        return test.anyOf.some((range) => isErrorWithin(row, range))
      case 'startedAt':
        return isNumberWithin(row.startedAt, test.range)
      case 'stoppedAt':
        return row.stoppedAt !== null && isNumberWithin(row.stoppedAt, test.range)
      case 'duration':
        return row.stoppedAt !== null && isNumberWithin(row.stoppedAt - row.startedAt, test.range)
      case 'redriven':
        return row.redriveCount > 0
      case 'field':
        return test.anyOf.some((range) => values.holds(row.id, test.fieldId, rangeCells(range)))
    }
  }

  return (tests: readonly StoredTest[], row: CandidateRow): boolean =>
    tests.every((test) => holds(test, row) !== (test.isNegated ?? false))
}

function isErrorWithin({ error, errorHash }: CandidateRow, range: StoredRange): boolean {
  if (range.kind === 'hash')
    return errorHash !== null && Buffer.from(errorHash).toString('base64') === range.hash
  return error !== null && isTextWithin(error, range)
}

function isTextWithin(text: string, range: StoredRange): boolean {
  switch (range.kind) {
    case 'equals':
      return text === range.value
    case 'prefix':
      return text.startsWith(range.prefix)
    default:
      return false
  }
}

function isNumberWithin(value: number, { from, to }: NumberRange): boolean {
  if (from && (from.isInclusive ? value < from.value : value <= from.value)) return false
  return !to || (to.isInclusive ? value <= to.value : value < to.value)
}
