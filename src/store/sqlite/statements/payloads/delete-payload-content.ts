import type { DatabaseSync } from 'node:sqlite'

/** Deletes the content of a payload. */
export function deletePayloadContent(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM payload_contents WHERE payload_id = ?`)
  return (payloadId: number): void => void statement.run(payloadId)
}
