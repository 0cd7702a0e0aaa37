/** Answers questions about who let executions begin at a chosen state. */
import type { DatabaseSync } from 'node:sqlite'
import { listForks } from '../statements/interventions/list-forks.ts'
import { listInterventions } from '../statements/interventions/list-interventions.ts'
import type { Reads } from '../wire/messages.ts'

type Names = 'interventions' | 'forksOf'

export function openInterventionReads(database: DatabaseSync): Pick<Reads, Names> {
  const list = listInterventions(database)

  return {
    interventions: (executionId) =>
      list(executionId).map(({ sourceArn, sourceEventId, edited, ...row }) => ({
        ...row,
        source: { executionArn: sourceArn, eventId: sourceEventId },
        edited: JSON.parse(edited) as readonly string[],
      })),
    forksOf: listForks(database),
  }
}
