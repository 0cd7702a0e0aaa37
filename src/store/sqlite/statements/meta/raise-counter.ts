import type { DatabaseSync } from 'node:sqlite'
import type { Counters } from '../../../port.ts'

/** Raises the highest id ever given, so that no id is used again once its row is deleted. */
export function raiseCounter(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE counters SET value = ? WHERE name = ? AND value < ?`)
  return (name: keyof Counters, value: number): void => void statement.run(value, name, value)
}
