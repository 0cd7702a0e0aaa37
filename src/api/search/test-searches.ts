/** A stand-in for searching in the tests of this room: nothing is ever found. */
import type { Searches } from '#engine'

const state = { position: 0, newest: 0, behindTurns: 0, behindMs: 0, fields: [] }

export const testSearches: Searches = {
  find: () => Promise.resolve({ executions: [], examined: 0, incomplete: [] }),
  count: () => Promise.resolve({ atLeast: 0, estimate: 0, isExact: true }),
  indexState: () => Promise.resolve(state),
  jobs: {
    preview: () => Promise.resolve({ count: { atLeast: 0, estimate: 0, isExact: true }, first: [] }),
    start: () => Promise.resolve('too-many'),
    job: () => Promise.resolve(undefined),
    jobs: () => Promise.resolve([]),
    cancel: () => Promise.resolve(undefined),
  },
  views: {
    list: () => Promise.resolve([]),
    create: () => Promise.resolve({ refused: 'too-many' }),
    update: () => Promise.resolve({ refused: 'unknown' }),
    delete: () => Promise.resolve(false),
  },
}
