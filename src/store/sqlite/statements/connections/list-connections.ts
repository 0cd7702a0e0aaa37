import type { DatabaseSync } from 'node:sqlite'
import type { Namespace } from '#base'
import { connectionColumns, type ConnectionRow } from './connection-columns.ts'

export function listConnections(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${connectionColumns} FROM connections WHERE account = ? AND region = ? ORDER BY name`)
  return ({ account, region }: Namespace) =>
    statement.all(account, region) as unknown as readonly ConnectionRow[]
}
