/**
 * Moves the write-ahead log's pages into the database, between commits.
 *
 * SQLite's own checkpoint at the end of a commit swallows its errors, and a failed fsync of the database must poison
 * the store (invariant 6). So checkpoints are run here, after the commit was acknowledged.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { FlatGroup } from '../wire/messages.ts'

/** About how many bytes of log are written between two checkpoints. */
const checkpointBytes = 32 * 1024 * 1024
const pageBytes = 4096
/** Pages that every commit writes: the ends of tables and indexes, the counters. */
const commitPages = 10
/** Pages for each operation: an execution's name falls anywhere in its index, other rows share their pages. */
const rowPages = 0.5

export function openCheckpoints(database: DatabaseSync) {
  const passive = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let written = 0

  return {
    /** Adds up what a group has written; the estimate only decides how often a checkpoint runs. */
    note(group: FlatGroup): void {
      written += pageBytes * (commitPages + rowPages * group.operations)
      for (const cell of group.cells) if (typeof cell === 'string') written += cell.length
      for (const text of group.shared) written += text.length
    },

    noteBatch(rows: number): void {
      written += rows * pageBytes
    },

    runWhenDue(): void {
      if (written < checkpointBytes) return
      written = 0
      passive.all()
    },
  }
}
