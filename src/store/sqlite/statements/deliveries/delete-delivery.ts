import type { DatabaseSync } from 'node:sqlite'
import type { EventColumn } from './delete-dead-deliveries.ts'

/** Deletes a delivery; its event. */
export function deleteDelivery(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM deliveries WHERE id = ? RETURNING event`)
  return (id: number) => statement.all(id) as unknown as readonly EventColumn[]
}
