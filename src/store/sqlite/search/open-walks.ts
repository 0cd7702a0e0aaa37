/**
 * The walks of one alternative of a search.
 *
 * Values that are equal lie by id in their index, so a walk goes along it. A range of values does not: its ids are
 * collected and sorted while they are few; where they are many, all executions of the state machine are walked along
 * instead, most of which then are in the range.
 */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import type { NumberRange, StoredAlternative, StoredRange, StoredTest } from '../../search-port.ts'
import { searchValueRanges, type IdPage, type IdRow } from '../statements/search/search-value-ranges.ts'
import { walkExecutions } from '../statements/search/walk-executions.ts'
import { statuses } from '../wire/operation.ts'
import { CollectedWalk, IndexWalk, type IdWalk } from './id-walk.ts'
import { rangeCells, type RangeCells } from './range-cells.ts'
import { toCell } from './search-cell.ts'

/** Ids of a range that are collected at most: about 3 ms. */
const collectedMax = 5000

type Within = Omit<IdPage, 'limit'>

/** The ids of a range; undefined where they are too many to be collected. */
type Collect = (cells: RangeCells, limit: number) => readonly IdRow[]

/** The walks of each kind of test. */
function openWalkKinds(
  executions: ReturnType<typeof walkExecutions>,
  values: ReturnType<typeof searchValueRanges>,
) {
  const byStatus = (machineId: number, wanted: readonly string[], within: Within): readonly IdWalk[] =>
    wanted.map(
      (status) =>
        new IndexWalk(within, (page) =>
          executions.byStatus(machineId, statuses.indexOf(status as never), page),
        ),
    )

  /** Along the equal values, and over the collected ids of the other ranges. */
  const byRanges = (
    anyOf: readonly StoredRange[],
    within: Within,
    along: { readonly equal: (range: StoredRange) => IdWalk | undefined; readonly collect: Collect },
  ): readonly IdWalk[] | undefined => {
    const walks: IdWalk[] = []
    for (const range of anyOf) {
      const equal = along.equal(range)
      const rows = equal ? [] : along.collect(rangeCells(range), collectedMax + 1)
      if (rows.length > collectedMax) return undefined
      walks.push(
        equal ??
          new CollectedWalk(
            rows.map(({ id }) => id),
            within,
          ),
      )
    }
    return walks
  }

  const byName = (machineId: number, anyOf: readonly StoredRange[], within: Within) =>
    byRanges(anyOf, within, {
      equal: () => undefined,
      collect: (cells, limit) => executions.names(machineId, cells, limit),
    })

  const byError = (machineId: number, anyOf: readonly StoredRange[], within: Within) =>
    byRanges(anyOf, within, {
      equal: (range) => {
        if (range.kind === 'hash') {
          const hash = Buffer.from(range.hash, 'base64')
          return new IndexWalk(within, (page) => executions.byErrorHash(machineId, hash, page))
        }
        if (range.kind !== 'equals') return undefined
        return new IndexWalk(within, (page) => executions.byError(machineId, String(range.value), page))
      },
      collect: (cells, limit) => executions.errors(machineId, cells, limit),
    })

  const byField = (fieldId: number, anyOf: readonly StoredRange[], within: Within) =>
    byRanges(anyOf, within, {
      equal: (range) => {
        if (range.kind !== 'equals' && range.kind !== 'hash') return undefined
        const cell = toCell(range.kind === 'hash' ? { hash: range.hash } : range.value)
        return new IndexWalk(within, (page) => values.equal(fieldId, cell, page))
      },
      collect: (cells, limit) => values.within(fieldId, cells, limit),
    })

  return { byStatus, byName, byError, byField }
}

export function openWalks(database: DatabaseSync) {
  const executions = walkExecutions(database)
  const values = searchValueRanges(database)

  const { byStatus, byName, byError, byField } = openWalkKinds(executions, values)

  const anchored = (
    { machineId, anchor }: StoredAlternative,
    within: Within,
    collected: CollectedStops,
  ): readonly IdWalk[] | undefined => {
    switch (anchor?.on) {
      case undefined:
        return undefined
      case 'status':
        return byStatus(machineId, anchor.statuses, within)
      case 'name':
        return byName(machineId, anchor.anyOf, within)
      case 'error':
        return byError(machineId, anchor.anyOf, within)
      case 'field':
        return byField(anchor.fieldId, anchor.anyOf, within)
      case 'redriven':
        return [new IndexWalk(within, (page) => executions.redriven(machineId, page))]
      case 'stoppedAt': {
        const ids = collected(anchor.range)
        return ids && [new CollectedWalk(ids, within)]
      }
    }
  }

  return {
    /** All walks of an alternative; `stops` remembers what one search has collected. */
    of(alternative: StoredAlternative, within: Within, stops: CollectedStops): readonly IdWalk[] {
      const { machineId, anchor, tests } = alternative
      assert(!anchor?.isNegated, 'a search walks along what is wanted, not along what is not')
      return anchored(alternative, within, stops) ?? byStatus(machineId, wantedStatuses(tests), within)
    },

    /** Collects executions of all state machines by their end, once for each range. */
    collectStops(): CollectedStops {
      const known = new Map<string, readonly number[] | undefined>()
      return (range) => {
        const key = JSON.stringify(range)
        if (!known.has(key)) {
          const rows = executions.stops(rangeCells({ kind: 'between', ...range }), collectedMax + 1)
          known.set(key, rows.length > collectedMax ? undefined : rows.map(({ id }) => id))
        }
        return known.get(key)
      }
    },
  }
}

export type CollectedStops = (range: NumberRange) => readonly number[] | undefined

function wantedStatuses(tests: readonly StoredTest[]): readonly string[] {
  const wanted = tests.flatMap((test) => (test.on === 'status' && !test.isNegated ? [test.statuses] : []))
  return statuses.filter((status) => wanted.every((some) => some.includes(status)))
}
