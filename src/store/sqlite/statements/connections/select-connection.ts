import type { DatabaseSync } from 'node:sqlite'
import type { Namespace } from '#base'
import type { Stored } from '../../codec.ts'
import { connectionColumns, type ConnectionRow } from './connection-columns.ts'

/** A connection with its settings. */
export function selectConnection(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT number, settings, ${connectionColumns} FROM connections WHERE account = ? AND region = ? AND name = ?`)
  return ({ account, region }: Namespace, name: string) =>
    statement.get(account, region, name) as (ConnectionRow & { number: number; settings: Stored }) | undefined
}
