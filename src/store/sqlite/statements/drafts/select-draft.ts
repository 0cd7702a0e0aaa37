import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from '../../record.ts'
import { draftColumns, type DraftRow } from './draft-columns.ts'

/** A draft with its text. */
export function selectDraft(database: DatabaseSync) {
  const statement = database.prepare(`SELECT number, text, ${draftColumns} FROM drafts WHERE id = ?`)
  return (id: string) => statement.get(id) as (DraftRow & { number: number; text: StoredValue }) | undefined
}
