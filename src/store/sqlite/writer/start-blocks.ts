/**
 * When the executions of each block of ids were started: the earliest and the latest of them.
 *
 * A transaction adds up what it starts and writes each block that it touched once, so a search finds the ids of a range of
 * times without an index entry for each execution.
 */
import type { DatabaseSync } from 'node:sqlite'
import { widenStartBlock } from '../statements/search/widen-start-block.ts'

/** Part of the layout (migration 7 shifts by 10 bits). */
export const idsPerBlock = 1024

export type StartBlocks = ReturnType<typeof openStartBlocks>

export function openStartBlocks(database: DatabaseSync) {
  const widen = widenStartBlock(database)
  const touched = new Map<number, { earliest: number; latest: number }>()

  return {
    /** Forgets what a transaction that was rolled back has started. */
    begin: (): void => touched.clear(),

    started(executionId: number, at: number): void {
      const block = Math.floor(executionId / idsPerBlock)
      const known = touched.get(block)
      if (!known) touched.set(block, { earliest: at, latest: at })
      else if (at > known.latest) known.latest = at
      else if (at < known.earliest) known.earliest = at
    },

    /** Writes the blocks; before the commit. */
    settle(): void {
      for (const [block, { earliest, latest }] of touched) widen(block, earliest, latest)
      touched.clear()
    },
  }
}
