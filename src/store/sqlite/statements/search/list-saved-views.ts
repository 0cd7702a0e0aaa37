import type { DatabaseSync } from 'node:sqlite'
import type { SavedViewRecord } from '../../../search-port.ts'

/** One view, or all of an account by name. */
export function listSavedViews(database: DatabaseSync) {
  const one = database.prepare(`SELECT account, id, name, body FROM saved_views WHERE account = ? AND id = ?`)
  const all = database.prepare(
    `SELECT account, id, name, body FROM saved_views WHERE account = ? ORDER BY name`,
  )
  return {
    one: (account: string, id: string) => one.get(account, id) as SavedViewRecord | undefined,
    all: (account: string) => all.all(account) as unknown as readonly SavedViewRecord[],
  }
}
