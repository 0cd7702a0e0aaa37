import type { DatabaseSync } from 'node:sqlite'

/** Notes that executions of a block of ids were started within these times. */
export function widenStartBlock(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO start_blocks (block, earliest, latest) VALUES (?, ?, ?)
    ON CONFLICT (block) DO UPDATE SET earliest = min(earliest, excluded.earliest), latest = max(latest, excluded.latest)
    WHERE excluded.earliest < earliest OR excluded.latest > latest`)
  return (block: number, earliest: number, latest: number): void =>
    void statement.run(block, earliest, latest)
}
