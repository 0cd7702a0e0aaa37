/**
 * Moves the write-ahead log's pages into the database, between commits.
 *
 * SQLite's own checkpoint at the end of a commit swallows its errors, and a failed fsync of the database must poison
 * the store (invariant 6). So checkpoints are run here, after the commit was acknowledged: early while nobody waits,
 * which keeps the log within the room that is reserved for it, and late under load, where a page that many commits
 * have written is then written once.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { FlatGroup } from '../wire/messages.ts'

/** About how many bytes of log are written before a checkpoint while nobody waits for the writer. */
const idleCheckpointBytes = 2 * 1024 * 1024

const pageBytes = 4096
/** Pages that every commit writes: the ends of tables and indexes, the counters. */
const commitPages = 10
/** Pages for each operation: an execution's name falls anywhere in its index, other rows share their pages. */
const operationPages = 0.5

/** `checkpointBytes` is about how many bytes of log are written before a checkpoint under load. */
export function openCheckpoints(database: DatabaseSync, checkpointBytes: number) {
  const passive = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let written = 0

  return {
    /** Adds up what a group has written; the estimate only decides how often a checkpoint runs. */
    note(group: FlatGroup): void {
      written += pageBytes * (commitPages + operationPages * group.operations)
      for (const cell of group.cells) if (typeof cell === 'string') written += cell.length
      for (const text of group.shared) written += text.length
    },

    noteDeleted(executions: number): void {
      written += executions * pageBytes
    },

    runWhenDue(isIdle: boolean): void {
      if (written < (isIdle ? Math.min(idleCheckpointBytes, checkpointBytes) : checkpointBytes)) return
      written = 0
      passive.all()
    },
  }
}
