import type { DatabaseSync } from 'node:sqlite'

/** Whether a state machine has any execution, running or closed. */
export function hasExecutions(database: DatabaseSync) {
  const statement = database.prepare(`SELECT 1 FROM executions WHERE machine_id = ? LIMIT 1`)
  return (machineId: number): boolean => statement.get(machineId) !== undefined
}
