import type { DatabaseSync } from 'node:sqlite'

/** All event buses. */
export function listEventBuses(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT account, region, name, created_at AS createdAt, updated_at AS updatedAt, description FROM event_buses
    ORDER BY account, region, name`)
  return () => statement.all() as unknown as readonly EventBusRow[]
}

export interface EventBusRow {
  readonly account: string
  readonly region: string
  readonly name: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly description: string | null
}
