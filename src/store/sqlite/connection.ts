/** What a worker's connection can do, by its role: write, read, or both (in memory). */
import type { DatabaseSync } from 'node:sqlite'
import { writeCopy } from './backup.ts'
import { lockDirectory } from './connection/lock-directory.ts'
import { openMemory, openReader, openWriter } from './connection/open-connection.ts'
import { openReads } from './reader/reads.ts'
import { selectMeta } from './statements/meta/select-meta.ts'
import type { Opened, Reads, Request, WorkerSettings } from './wire/messages.ts'
import { openCheckpoints } from './writer/checkpoint.ts'
import { openWriting, type Writer } from './writer/commit.ts'

/** How many free pages a batch of deletions gives back to the file system: a bounded pause, of a few milliseconds. */
const shrunkPagesMax = 1000

export interface Connection {
  readonly opened: Opened
  /** Throws one of the store's errors, or a bug's. */
  answer(request: Exclude<Request, { kind: 'open' }>): unknown
  /** Folds the log into the database when enough has been written. */
  checkpoint(): void
}

/** Throws one of the store's errors, or SQLite's. */
export function openConnection({ role, directory, synchronous }: WorkerSettings): Connection {
  switch (role) {
    case 'memory': {
      const database = openMemory()
      return connect({ database, writer: openWriting(database), reads: openReads(database, '') })
    }
    case 'reader': {
      const database = openReader(directory)
      return connect({ database, reads: openReads(database, directory) })
    }
    case 'writer': {
      const lock = lockDirectory(directory)
      try {
        const database = openWriter(directory, synchronous)
        return connect({ database, lock, writer: openWriting(database) })
      } catch (error) {
        lock.close()
        throw error
      }
    }
  }
}

interface Parts {
  readonly database: DatabaseSync
  readonly lock?: { close(): void }
  readonly writer?: Writer
  readonly reads?: Reads
}

function connect({ database, lock, writer, reads }: Parts): Connection {
  const checkpoints = openCheckpoints(database)
  const incrementalVacuum = database.prepare(`PRAGMA incremental_vacuum(${shrunkPagesMax})`)

  return {
    opened: { epoch: writer?.epoch ?? 0, secret: selectMeta(database)('secret') },

    answer(request) {
      switch (request.kind) {
        case 'commit':
          writer!.commit(request.group, request.generation)
          return checkpoints.note(request.group)
        case 'deleteClosed': {
          const deleted = writer!.deleteClosed(request.before, request.limit)
          checkpoints.noteBatch(deleted)
          writer!.maintain('give free pages back', () => incrementalVacuum.all())
          return deleted
        }
        case 'read':
          return (reads![request.name] as (...args: readonly unknown[]) => unknown)(...request.args)
        case 'backup':
          return writeCopy(database, request.file)
        case 'close':
          database.close()
          return lock?.close()
      }
    },

    checkpoint: () => writer?.maintain('checkpoint the store', checkpoints.runWhenDue),
  }
}
