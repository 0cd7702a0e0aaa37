import type { DatabaseSync } from 'node:sqlite'
import type { ConnectionSummary } from '../../../connections-port.ts'

/** Writes a connection without its settings, and gives the number of its row. */
export function putConnection(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO connections (account, region, name, id, authorization_type, description, created_at, updated_at, settings)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')
    ON CONFLICT (account, region, name) DO UPDATE SET id = excluded.id, authorization_type = excluded.authorization_type,
      description = excluded.description, created_at = excluded.created_at, updated_at = excluded.updated_at
    RETURNING number`)
  return (connection: ConnectionSummary): number => {
    const {
      account,
      region,
      name,
      id,
      authorizationType,
      description = null,
      createdAt,
      updatedAt,
    } = connection
    const row = statement.get(account, region, name, id, authorizationType, description, createdAt, updatedAt)
    return (row as { number: number }).number
  }
}
