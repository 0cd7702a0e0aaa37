import type { DatabaseSync } from 'node:sqlite'

/** The rewriting is through. */
export function deleteRewrite(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM rewrites WHERE id = 1`)
  return (): void => void statement.run()
}
