import type { DatabaseSync } from 'node:sqlite'
import type { EventBusRecord } from '../../../event-buses-port.ts'

/** Writes an event bus. */
export function putEventBus(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT OR REPLACE INTO event_buses (account, region, name, created_at, updated_at, description)
    VALUES (?, ?, ?, ?, ?, ?)`)
  return ({ account, region, name, createdAt, updatedAt, description }: EventBusRecord): void => {
    statement.run(account, region, name, createdAt, updatedAt, description ?? null)
  }
}
