/** What SQLite's result codes mean for the caller of a store (https://sqlite.org/rescode.html). */
import { StorePoisoned, StoreUnavailable } from '../../errors.ts'

const primary = {
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
}

/** Extended codes of I/O errors that harm nothing: no memory for a page, no room to grow the shared memory file. */
const harmlessIoErrors: ReadonlySet<number> = new Set([(12 << 8) | 10, (19 << 8) | 10])

/**
 * The store's error for one of SQLite's. Anything else (a broken constraint, a bug) is given back as it is.
 * `doing` completes the sentence "SQLite could not …".
 */
export function fromSqlite(error: unknown, doing: string): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  const code = (error as { errcode?: unknown }).errcode
  if (typeof code !== 'number') return error
  const found = `SQLite could not ${doing}: ${error.message} (code ${code}).`
  switch (code & 0xff) {
    case primary.full:
      return new StoreUnavailable(`${found} The disk is full or a quota is reached; make room and try again.`)
    case primary.busy:
    case primary.locked:
      return new StoreUnavailable(`${found} Another process uses the files of this store; try again.`)
    case primary.noMemory:
      return new StoreUnavailable(`${found} Memory has run out; try again.`)
    case primary.cannotOpen:
      return new StoreUnavailable(
        `${found} File handles have run out, or this user may not open the file; check both and try again.`,
      )
    case primary.ioError:
      return harmlessIoErrors.has(code)
        ? new StoreUnavailable(`${found} Memory or disk space has run out; try again.`)
        : new StorePoisoned(
            `${found} What was written may not be on disk; the process has to stop. Check the disk and start again.`,
          )
    case primary.corrupt:
    case primary.notADatabase:
      return new StorePoisoned(`${found} The store is damaged; restore a backup with "stepwell restore".`)
    case primary.readOnly:
      return new StorePoisoned(
        `${found} The store's files were replaced, moved or made read-only while it was open.`,
      )
    default:
      return error
  }
}
