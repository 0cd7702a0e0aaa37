import type { DatabaseSync } from 'node:sqlite'
import type { Intervention } from '../../../interventions-port.ts'

/** Adds who let an execution begin, or go on, at a state of their choice. */
export function insertIntervention(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO interventions
      (execution_id, event_id, at, principal, state_name, source_arn, source_event_id, edited)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  return (executionId: number, intervention: Intervention): void => {
    const { eventId, at, principal, stateName, source, edited } = intervention
    const { executionArn, eventId: sourceEventId } = source
    const names = JSON.stringify(edited)
    statement.run(executionId, eventId, at, principal, stateName, executionArn, sourceEventId, names)
  }
}
