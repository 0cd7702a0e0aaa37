import type { DatabaseSync } from 'node:sqlite'

/** The id of the execution of a state machine that has a name. */
export function findExecutionId(database: DatabaseSync) {
  const statement = database.prepare(`SELECT id FROM executions WHERE machine_id = ? AND name = ?`)
  return (machineId: number, name: string): number | undefined =>
    (statement.get(machineId, name) as { id: number } | undefined)?.id
}
