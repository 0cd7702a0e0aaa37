import type { DatabaseSync } from 'node:sqlite'
import type { ExecutionStatus } from '../../../port.ts'

/** Changes a counter. */
export function addToCounter(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE counters SET value = value + ? WHERE name = ?`)
  return (name: ExecutionStatus, change: number): void => void statement.run(change, name)
}
