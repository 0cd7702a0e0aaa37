import type { DatabaseSync } from 'node:sqlite'
import type { RecordColumns } from '../../record.ts'

/** Puts a message into an inbox; false where one with its key is there already. */
export function insertMessage(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO inbox (partition, key, execution_id, layout, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (partition, key) DO NOTHING`)
  return (row: MessageRow): boolean =>
    Number(statement.run(row.partition, row.key, row.executionId, row.layout, row.body).changes) === 1
}

export interface MessageRow extends RecordColumns {
  readonly partition: number
  readonly key: string
  readonly executionId: number
}
