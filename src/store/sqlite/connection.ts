/** What a worker's connection can do, by its role: write, read, or both (in memory). */
import type { DatabaseSync } from 'node:sqlite'
import { writeCopy } from './backup.ts'
import { lockDirectory } from './connection/lock-directory.ts'
import { openMemory, openReader, openWriter } from './connection/open-connection.ts'
import { fromSqlite } from './connection/sqlite-error.ts'
import { storeFile } from './connection/store-files.ts'
import { Codec } from './codec.ts'
import { adoptKeyring } from './encryption/adopt-keyring.ts'
import { DataKeys } from './encryption/data-keys.ts'
import { searchSecret } from './encryption/hash-key.ts'
import type { Keyring } from './encryption/keyring.ts'
import { readSecrets } from './encryption/secrets.ts'
import { openReads } from './reader/reads.ts'
import type { Opened, Reads, Request, WorkerSettings } from './wire/messages.ts'
import { openCheckpoints } from './writer/checkpoint.ts'
import { freePagesKept, openShrinking } from './writer/shrink.ts'
import { openWriting, type Writer, type WriterKeys } from './writer/commit.ts'

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
  const { role, directory } = settings
  switch (role) {
    case 'memory': {
      const database = openMemory()
      const keys = takeKeys(database, settings)
      const writer = openWriting(database, keys)
      const codec = new Codec(keys?.dataKeys)
      return connect({ settings, database, writer, reads: openReads(database, '', codec) })
    }
    case 'reader': {
      const database = openReader(directory)
      const keyring = settings.encryption?.keyring
      const codec = new Codec(keyring && new DataKeys(database, keyring))
      return connect({ settings, database, reads: openReads(database, directory, codec) })
    }
    case 'writer': {
      const lock = lockDirectory(directory)
      try {
        const database = openWriter(settings)
        return connect({
          settings,
          database,
          lock,
          writer: openWriting(database, takeKeys(database, settings)),
        })
      } catch (error) {
        lock.close()
        throw error
      }
    }
  }
}

type Read = (...args: readonly unknown[]) => unknown

interface Parts {
  readonly settings: WorkerSettings
  readonly database: DatabaseSync
  readonly lock?: { close(): void }
  readonly writer?: Writer
  readonly reads?: Reads
}

function connect({ settings, database, lock, writer, reads }: Parts): Connection {
  const checkpoints = openCheckpoints(database, settings.checkpointBytes)
  const snapshot = openSnapshots(database)
  const shrink = openShrinking(database, freePagesKept)

  return {
    opened: openedOf(database, writer?.epoch ?? 0, settings.encryption?.keyring),

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
        case 'rewrite':
          checkpoints.noteDeleted(request.rowsMax)
          return writer!.rewrite(request.rowsMax)
        case 'removeRemnants':
          return writer!.removeRemnants()
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

/** The keys that a writer seals with, once the store has them. */
function takeKeys(database: DatabaseSync, { encryption }: WorkerSettings): WriterKeys | undefined {
  if (encryption === undefined) return undefined
  // What is written over or deleted is to be gone: it may be a plain text, or a wrapped key.
  database.exec('PRAGMA secure_delete = ON')
  adoptKeyring(database, encryption)
  const { keyring } = encryption
  return { keyring, dataKeys: new DataKeys(database, keyring) }
}

function openedOf(database: DatabaseSync, epoch: number, keyring: Keyring | undefined): Opened {
  const { secret, payloadKey } = readSecrets(database, keyring)
  return { epoch, secret, searchSecret: searchSecret(payloadKey) }
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
