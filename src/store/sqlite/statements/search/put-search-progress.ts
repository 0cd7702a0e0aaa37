import type { DatabaseSync } from 'node:sqlite'

/** Moves the position of the index. */
export function putSearchProgress(database: DatabaseSync) {
  const move = database.prepare(`UPDATE search_progress SET position = :to WHERE id = 1 AND position = :from`)
  const toNewest = database.prepare(`
    UPDATE search_progress SET position = (SELECT coalesce(max(key), 0) FROM history) WHERE id = 1`)
  // A key is given again when the rows above it are gone: then what comes next is to be looked at.
  const notBeyondNewest = database.prepare(`
    UPDATE search_progress SET position = min(position, (SELECT coalesce(max(key), 0) FROM history)) WHERE id = 1`)
  return {
    /** Only where it still is where it was read. */
    move: (by: { readonly from: number; readonly to: number }): void => void move.run({ ...by }),
    toNewest: (): void => void toNewest.run(),
    notBeyondNewest: (): void => void notBeyondNewest.run(),
  }
}
