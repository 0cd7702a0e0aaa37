import type { DatabaseSync } from 'node:sqlite'

/** Lets a Map Run that is over run again. */
export function reopenMapRun(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE map_runs SET status = 0, stopped_at = NULL, results_written = 0, redrive_count = ?, redriven_at = ?
    WHERE uuid = ?`)
  return (uuid: string, count: number, at: number): void => void statement.run(count, at, uuid)
}
