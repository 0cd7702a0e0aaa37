/** The files of a data directory. SQLite adds `-wal` and `-shm` beside the database while it is open. */
import { join } from 'node:path'

export const storeFile = (directory: string): string => join(directory, 'stepwell.db')
export const walFile = (directory: string): string => join(directory, 'stepwell.db-wal')
/** Its lock says that a process owns the directory; it holds no data. */
export const lockFile = (directory: string): string => join(directory, 'stepwell.lock')
/** The process id of the owner, for messages only. */
export const ownerFile = (directory: string): string => join(directory, 'stepwell.pid')
