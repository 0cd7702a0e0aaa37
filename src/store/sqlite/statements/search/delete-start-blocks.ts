import type { DatabaseSync } from 'node:sqlite'

/** Deletes the blocks before the oldest execution that is left. */
export function deleteStartBlocks(database: DatabaseSync) {
  const statement = database.prepare(`
    DELETE FROM start_blocks WHERE block < (SELECT coalesce(min(id), 0) >> 10 FROM executions)`)
  return (): void => void statement.run()
}
