/** The operations of a flat group: each is this number and then its cells, in the order of `flatten-group.ts`. */
export const operation = {
  createExecution: 1,
  endExecution: 2,
  appendHistory: 3,
  dropFrames: 4,
  putFrame: 5,
  putItems: 6,
  send: 7,
  consume: 8,
  /** A write of the catalog, tags, settings or a Map Run's progress: rare, so it travels as JSON text. */
  catalog: 9,
  startMapRun: 10,
  reopenExecution: 11,
  reopenMapRun: 12,
  deliver: 13,
} as const

/** Statuses by their number in the layout: only ever appended to. */
export const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const

export const mapRunStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'] as const

/** What a frame waits for somebody to do, by its number in the layout. */
export const pendings = ['task', 'ready'] as const
