import type { Namespace } from '#base'
import type { DatabaseSync } from 'node:sqlite'

/** Deletes an event bus. */
export function deleteEventBus(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM event_buses WHERE account = ? AND region = ? AND name = ?`)
  return ({ account, region }: Namespace, name: string): void => void statement.run(account, region, name)
}
