import type { DatabaseSync } from 'node:sqlite'
import { versionColumns, type VersionRow } from './version-columns.ts'

/** The version that a revision was published as. */
export function selectVersionOfRevision(database: DatabaseSync) {
  const statement = database.prepare(`SELECT ${versionColumns} FROM versions WHERE revision = ?`)
  return (revision: number) => statement.get(revision) as VersionRow | undefined
}
