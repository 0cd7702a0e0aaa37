/** What a worker's connection can do, by its role: write, read, or both (in memory). */
import type { DatabaseSync } from 'node:sqlite'
import { writeCopy } from './backup.ts'
import { lockDirectory } from './connection/lock-directory.ts'
import { openMemory, openReader, openWriter } from './connection/open-connection.ts'
import { fromSqlite } from './connection/sqlite-error.ts'
import { storeFile } from './connection/store-files.ts'
import { openReads } from './reader/reads.ts'
import { selectMeta } from './statements/meta/select-meta.ts'
import type { Opened, Reads, Request, WorkerSettings } from './wire/messages.ts'
import { openCheckpoints } from './writer/checkpoint.ts'
import { freePagesKept, openShrinking } from './writer/shrink.ts'
import { openWriting, type Writer } from './writer/commit.ts'

export interface Connection {
  readonly opened: Opened
  /** Throws one of the store's errors, or a bug's. */
  answer(request: Exclude<Request, { kind: 'open' }>): unknown
  /** Folds the log into the database when enough has been written. */
  checkpoint(isIdle: boolean): void
  /** Gives the memory of its page cache back. */
  freeCache(): void
}

/** Throws one of the store's errors. */
export function openConnection(settings: WorkerSettings): Connection {
  try {
    return openRole(settings)
  } catch (error) {
    throw fromSqlite(error, `open ${storeFile(settings.directory)}`)
  }
}

function openRole(settings: WorkerSettings): Connection {
  const { role, directory, checkpointBytes } = settings
  switch (role) {
    case 'memory': {
      const database = openMemory()
      return connect({
        checkpointBytes,
        database,
        writer: openWriting(database),
        reads: openReads(database, ''),
      })
    }
    case 'reader': {
      const database = openReader(directory)
      return connect({ checkpointBytes, database, reads: openReads(database, directory) })
    }
    case 'writer': {
      const lock = lockDirectory(directory)
      try {
        const database = openWriter(settings)
        return connect({ checkpointBytes, database, lock, writer: openWriting(database) })
      } catch (error) {
        lock.close()
        throw error
      }
    }
  }
}

type Read = (...args: readonly unknown[]) => unknown

interface Parts {
  readonly checkpointBytes: number
  readonly database: DatabaseSync
  readonly lock?: { close(): void }
  readonly writer?: Writer
  readonly reads?: Reads
}

function connect({ checkpointBytes, database, lock, writer, reads }: Parts): Connection {
  const checkpoints = openCheckpoints(database, checkpointBytes)
  const snapshot = openSnapshots(database)
  const shrink = openShrinking(database, freePagesKept)

  return {
    opened: { epoch: writer?.epoch ?? 0, secret: selectMeta(database)('secret') },

    answer(request) {
      switch (request.kind) {
        case 'commit':
          writer!.commit(request.group, request.generation)
          return checkpoints.note(request.group)
        case 'deleteClosed': {
          const batch = writer!.deleteClosed(request.before, request.limit)
          checkpoints.noteDeleted(batch.deleted)
          writer!.maintain('give free pages back', shrink)
          return batch
        }
        case 'read':
          return snapshot(() => (reads![request.name] as Read)(...request.args))
        case 'backup':
          return writeCopy(database, request.file)
        case 'close':
          database.close()
          return lock?.close()
      }
    },

    checkpoint: (isIdle) => writer?.maintain('checkpoint the store', () => checkpoints.runWhenDue(isIdle)),

    freeCache: () => database.exec('PRAGMA shrink_memory'),
  }
}

// An answer takes several statements (rows, then their payloads), between which another connection may commit.
function openSnapshots(database: DatabaseSync) {
  const begin = database.prepare('BEGIN')
  const end = database.prepare('COMMIT')
  return <T>(work: () => T): T => {
    begin.run()
    try {
      return work()
    } finally {
      end.run()
    }
  }
}
