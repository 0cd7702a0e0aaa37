import type { DatabaseSync } from 'node:sqlite'

/** Deletes a payload that nothing refers to any more. */
export function deletePayload(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM payloads WHERE id = ?`)
  return (payloadId: number): void => void statement.run(payloadId)
}
