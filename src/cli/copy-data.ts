/** Backups of a data directory and their return, with errors for people. */
import { copyStore, restore } from '#store/sqlite'
import { resolve } from 'node:path'
import { UserError } from './user-error.ts'

/** Copies the store of a data directory. Throws UserError and the store's errors. */
export function backUp(dataDirectory: string, target: string): void {
  forPeople(() => copyStore(resolve(dataDirectory), resolve(target)))
  console.log(`${dataDirectory} was copied to ${target}`)
}

/** Makes a data directory from a backup. Throws UserError and the store's errors. */
export function restoreFrom(source: string, dataDirectory: string): void {
  forPeople(() => restore(resolve(source), resolve(dataDirectory)))
  console.log(
    `${dataDirectory} was made from ${source}; "stepwell serve --data ${dataDirectory}" goes on with it`,
  )
}

/** What the store says in plain errors (a directory that is not empty, a backup that is none) is the user's to mend. */
function forPeople(copy: () => void): void {
  try {
    copy()
  } catch (error) {
    throw error instanceof Error && error.constructor === Error ? new UserError(error.message) : error
  }
}
