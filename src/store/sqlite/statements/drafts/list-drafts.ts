import type { DatabaseSync } from 'node:sqlite'
import type { DraftQuery } from '../../../drafts-port.ts'
import { draftColumns, type DraftRow } from './draft-columns.ts'

/** The drafts of an account and region, the one that was changed last first. */
export function listDrafts(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${draftColumns} FROM drafts WHERE account = ? AND region = ?
    ORDER BY updated_at DESC, number DESC LIMIT ?`)
  return ({ account, region, limit }: DraftQuery) =>
    statement.all(account, region, limit) as unknown as readonly DraftRow[]
}
