import type { DatabaseSync } from 'node:sqlite'

/** Writes a setting. */
export function putSetting(database: DatabaseSync) {
  const statement = database.prepare(`INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)`)
  return (key: string, value: string): void => void statement.run(key, value)
}
