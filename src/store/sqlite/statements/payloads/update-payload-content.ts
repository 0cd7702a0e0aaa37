import type { DatabaseSync } from 'node:sqlite'
import type { Stored } from '../../codec.ts'

/** Writes the content of a payload in another form. */
export function updatePayloadContent(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE payload_contents SET content = ? WHERE payload_id = ?`)
  return (payloadId: number, content: Stored): void => void statement.run(content, payloadId)
}
