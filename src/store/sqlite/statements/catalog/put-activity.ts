import type { DatabaseSync } from 'node:sqlite'
import type { ActivityRecord } from '../../../catalog-port.ts'

/** Writes an activity. */
export function putActivity(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO activities (id, account, region, name, created_at, configuration) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET configuration = excluded.configuration`)
  return ({ id, account, region, name, createdAt, configuration }: ActivityRecord): void => {
    statement.run(id, account, region, name, createdAt, configuration)
  }
}
