import type { DatabaseSync } from 'node:sqlite'

/** A setting. */
export function selectSetting(database: DatabaseSync) {
  const statement = database.prepare(`SELECT value FROM settings WHERE key = ?`)
  return (key: string): string | undefined => (statement.get(key) as { value: string } | undefined)?.value
}
