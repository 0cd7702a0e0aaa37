import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { RangeCells } from '../../search/range-cells.ts'

/** Which executions have a value in a range, along the index by value; and whether one has. */
export function searchValueRanges(database: DatabaseSync) {
  const equal = database.prepare(`
    SELECT execution_id AS id FROM search_values
    WHERE field_id = ? AND value = ? AND execution_id < ? AND execution_id >= ? ORDER BY execution_id DESC LIMIT ?`)
  const within = database.prepare(`
    SELECT execution_id AS id FROM search_values
    WHERE field_id = :fieldId AND value >= :low AND value <= :high AND value IS NOT :notLow AND value IS NOT :notHigh
    LIMIT :limit`)
  const holds = database.prepare(`
    SELECT 1 FROM search_values
    WHERE execution_id = :id AND field_id = :fieldId
      AND value >= :low AND value <= :high AND value IS NOT :notLow AND value IS NOT :notHigh`)
  return {
    /** Newest first. */
    equal: (fieldId: number, value: SQLInputValue, page: IdPage) =>
      equal.all(fieldId, value, page.before, page.lowest, page.limit) as unknown as readonly IdRow[],
    /** In no order. */
    within: (fieldId: number, range: RangeCells, limit: number) =>
      within.all({ fieldId, ...range, limit }) as unknown as readonly IdRow[],
    holds: (id: number, fieldId: number, range: RangeCells): boolean =>
      holds.get({ id, fieldId, ...range }) !== undefined,
  }
}

/** A part of a walk that goes down by id. */
export interface IdPage {
  readonly before: number
  readonly lowest: number
  readonly limit: number
}

export interface IdRow {
  readonly id: number
}
