/**
 * Answers a search: the walks of all alternatives are merged by id, the newest first, and the tests are applied to what
 * they give, until the page is full or enough was looked at.
 *
 * 1. Every walk is along an index and within the ids that the bounds on `startedAt` leave.
 * 2. At most `examinedMax` executions are looked at; the page says where the next one goes on.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { SearchPage, SearchQuery, StoredAlternative, StoredTest } from '../../search-port.ts'
import { selectCandidate } from '../statements/search/select-candidate.ts'
import { startBlockBounds } from '../statements/search/start-block-bounds.ts'
import { idsPerBlock } from '../writer/start-blocks.ts'
import type { IdWalk } from './id-walk.ts'
import { openMatching } from './matches.ts'
import { openWalks } from './open-walks.ts'

/** What a search gives, but for the rows. */
export interface FoundIds extends Omit<SearchPage, 'executions'> {
  readonly ids: readonly number[]
}

interface Route {
  readonly alternative: StoredAlternative
  readonly walk: IdWalk
}

export function openSearch(database: DatabaseSync) {
  const walks = openWalks(database)
  const blocks = startBlockBounds(database)
  const candidate = selectCandidate(database)
  const matches = openMatching(database)

  /** The ids that executions with such starts have; undefined where there are none. */
  const idsWithin = (tests: readonly StoredTest[], before: number) => {
    let lowest = 0
    let end = before
    for (const test of tests) {
      if (test.on !== 'startedAt' || test.isNegated) continue
      const { from, to } = test.range
      const first = from ? blocks.first(from.value) : 0
      const last = to ? blocks.last(to.value) : Infinity
      if (first === null || last === null) return undefined
      lowest = Math.max(lowest, first * idsPerBlock)
      end = Math.min(end, (last + 1) * idsPerBlock)
    }
    return { lowest, before: end }
  }

  const openRoutes = ({ anyOf, before = Number.MAX_SAFE_INTEGER }: SearchQuery) => {
    const stops = walks.collectStops()
    let lowest = before
    const routes: Route[] = []
    for (const alternative of anyOf) {
      const within = idsWithin(alternative.tests, before)
      if (!within) continue
      lowest = Math.min(lowest, within.lowest)
      for (const walk of walks.of(alternative, within, stops)) routes.push({ alternative, walk })
    }
    return { routes, lowest }
  }

  const isFound = (id: number, routes: readonly Route[]): boolean => {
    const row = candidate(id)
    return (
      row !== undefined &&
      routes.some(
        ({ alternative: { machineId, tests } }) => machineId === row.machineId && matches(tests, row),
      )
    )
  }

  return (query: SearchQuery): FoundIds => {
    const { routes: all, lowest } = openRoutes(query)
    const ids: number[] = []
    let examined = 0
    let routes: readonly Route[] = all
    for (;;) {
      routes = routes.filter(({ walk }) => walk.head !== undefined)
      const id = routes.reduce((highest, { walk }) => Math.max(highest, walk.head!), -1)
      if (id < 0) return { ids, examined, lowest }
      if (ids.length >= query.limit || examined >= query.examinedMax)
        return { ids, examined, lowest, next: id + 1 }
      const there = routes.filter(({ walk }) => walk.head === id)
      examined++
      if (isFound(id, there)) ids.push(id)
      for (const { walk } of there) walk.advance()
    }
  }
}
