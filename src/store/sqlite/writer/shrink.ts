/**
 * Gives the pages of deleted executions back to the file system, a bounded number at a time.
 *
 * Most free pages are used again by the next executions, and giving a page back moves another one from the end of
 * the file into its place. So only what is more than a store needs in a while is given back.
 */
import type { DatabaseSync } from 'node:sqlite'

/** 64 MiB in pages of 4 KiB: some 40,000 small executions. */
export const freePagesKept = 16_384

/** How many pages are given back at once: a pause of a few milliseconds. */
const givenBackMax = 1000

export function openShrinking(database: DatabaseSync, keptPages: number) {
  const freePages = database.prepare('PRAGMA freelist_count')
  return (): void => {
    const { freelist_count: free } = freePages.get() as { freelist_count: number }
    const excess = Math.min(free - keptPages, givenBackMax)
    // The pragma takes no parameter, and 0 would mean all.
    if (excess > 0) database.prepare(`PRAGMA incremental_vacuum(${excess})`).all()
  }
}
