/**
 * Makes room for the write-ahead log before it is used.
 *
 * A commit that only writes over a file is durable sooner than one that makes the file longer: 0.2 ms against 0.5 to
 * 1.2 ms (40 KB and fdatasync, ext4). So the log begins as zeros, which SQLite takes for an empty log (no valid header),
 * and it is used again from its beginning after every checkpoint.
 */
import { closeSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs'
import { walFile } from './store-files.ts'

/** Twice what a store at rest writes between two checkpoints (`checkpoint.ts`). */
const reservedBytesMax = 4 * 1024 * 1024

/**
 * Page by page: what is written at once may lie in memory as one large folio (Linux 6.16 and ext4), and every sync then
 * writes all of it again, 2 MB for a commit of 40 KB.
 */
const pageBytes = 4096
const page = Buffer.alloc(pageBytes)

/** Nobody may have the store open; the log needs no more room than is written between two checkpoints. */
export function reserveLog(directory: string, checkpointBytes: number): void {
  const file = walFile(directory)
  const reservedBytes = Math.min(reservedBytesMax, checkpointBytes)
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size >= reservedBytes) return
  const handle = openSync(file, 'a')
  try {
    for (let written = size; written < reservedBytes; written += pageBytes) writeSync(handle, page)
    fsyncSync(handle)
  } catch {
    // The disk is full: SQLite makes the log as long as it can and says so itself.
  } finally {
    closeSync(handle)
  }
}
