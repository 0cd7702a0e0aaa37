import type { DatabaseSync } from 'node:sqlite'

/** The first block with a start at an instant or later, and the last one with a start at an instant or before. */
export function startBlockBounds(database: DatabaseSync) {
  const first = database.prepare(`SELECT min(block) AS block FROM start_blocks WHERE latest >= ?`)
  const last = database.prepare(`SELECT max(block) AS block FROM start_blocks WHERE earliest <= ?`)
  return {
    first: (at: number) => (first.get(at) as unknown as BlockRow).block,
    last: (at: number) => (last.get(at) as unknown as BlockRow).block,
  }
}

interface BlockRow {
  /** Null where there is none. */
  readonly block: number | null
}
