import type { DatabaseSync } from 'node:sqlite'
import type { MessageRow } from './insert-message.ts'

/** A page of the messages that nobody has consumed, after a sequence. */
export function selectMessages(database: DatabaseSync) {
  const statement = database.prepare(selectMessagesSql)
  return (afterSequence: number, limit: number) =>
    statement.all(afterSequence, limit) as unknown as readonly StoredMessageRow[]
}

export const selectMessagesSql = `
  SELECT sequence, partition, key, execution_id AS executionId, layout, body FROM inbox
  WHERE sequence > ? ORDER BY sequence LIMIT ?`

export interface StoredMessageRow extends MessageRow {
  readonly sequence: number
}
