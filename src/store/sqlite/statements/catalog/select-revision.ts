import type { DatabaseSync } from 'node:sqlite'
import { revisionColumns, type RevisionRow } from './machine-columns.ts'

/** One revision of any state machine. */
export function selectRevision(database: DatabaseSync) {
  const statement = database.prepare(`SELECT ${revisionColumns} FROM revisions r WHERE r.number = ?`)
  return (number: number) => statement.get(number) as RevisionRow | undefined
}
