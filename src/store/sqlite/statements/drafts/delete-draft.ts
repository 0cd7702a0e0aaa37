import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'

/** Deletes a draft and gives its text back, if it was there. */
export function deleteDraft(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM drafts WHERE id = ? RETURNING text`)
  return (id: string) => statement.all(id) as unknown as readonly { readonly text: StoredValue }[]
}
