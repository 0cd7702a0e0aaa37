import type { DatabaseSync } from 'node:sqlite'
import type { Stored } from '../../codec.ts'

/** Adds the content of a payload. */
export function insertPayloadContent(database: DatabaseSync) {
  const statement = database.prepare(`INSERT INTO payload_contents (payload_id, content) VALUES (?, ?)`)
  return (payloadId: number, content: Stored): void => void statement.run(payloadId, content)
}
