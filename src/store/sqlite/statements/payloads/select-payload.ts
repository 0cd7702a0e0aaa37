import type { DatabaseSync } from 'node:sqlite'
import type { Stored } from '../../codec.ts'

/** The content of a payload. */
export function selectPayload(database: DatabaseSync) {
  const statement = database.prepare(`SELECT content FROM payload_contents WHERE payload_id = ?`)
  return (payloadId: number): Stored | undefined =>
    (statement.get(payloadId) as { content: Stored } | undefined)?.content
}
