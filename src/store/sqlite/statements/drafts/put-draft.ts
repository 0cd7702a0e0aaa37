import type { DatabaseSync } from 'node:sqlite'
import type { DraftSummary } from '../../../drafts-port.ts'

/** Writes a draft without its text, and gives the number of its row. */
export function putDraft(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO drafts (id, account, region, title, author, created_at, updated_at, edition, base_name, base_revision, text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, author = excluded.author, updated_at = excluded.updated_at,
      edition = excluded.edition, base_name = excluded.base_name, base_revision = excluded.base_revision
    RETURNING number`)
  return (draft: DraftSummary): number => {
    const { id, account, region, title, author, createdAt, updatedAt, edition, base } = draft
    const based = [base?.stateMachineName ?? null, base?.revision ?? null] as const
    const row = statement.get(id, account, region, title, author, createdAt, updatedAt, edition, ...based)
    return (row as { number: number }).number
  }
}
