import type { DatabaseSync } from 'node:sqlite'

/** The interventions of an execution, in the order of its events. */
export function listInterventions(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT event_id AS eventId, at, principal, state_name AS stateName, source_arn AS sourceArn,
      source_event_id AS sourceEventId, edited
    FROM interventions WHERE execution_id = ? ORDER BY event_id`)
  return (executionId: number) => statement.all(executionId) as unknown as readonly InterventionRow[]
}

export interface InterventionRow {
  readonly eventId: number
  readonly at: number
  readonly principal: string
  readonly stateName: string
  readonly sourceArn: string
  readonly sourceEventId: number
  readonly edited: string
}
