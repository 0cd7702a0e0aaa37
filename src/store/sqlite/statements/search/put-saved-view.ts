import type { DatabaseSync } from 'node:sqlite'
import type { SavedViewRecord } from '../../../search-port.ts'

/** Adds a view, or writes over the one with its id. Its name is no other view's of the account. */
export function putSavedView(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO saved_views (account, id, name, body) VALUES (?, ?, ?, ?)
    ON CONFLICT (account, id) DO UPDATE SET name = excluded.name, body = excluded.body`)
  return ({ account, id, name, body }: SavedViewRecord): void => void statement.run(account, id, name, body)
}
