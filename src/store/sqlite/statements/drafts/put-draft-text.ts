import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

/** Writes the text of a draft. */
export function putDraftText(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE drafts SET text = ? WHERE number = ?`)
  return (number: number, text: StoredValue): void => void statement.run(text, number)
}
