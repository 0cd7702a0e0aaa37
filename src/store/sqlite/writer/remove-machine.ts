/** Removes a deleted state machine and its revisions once no execution of it is kept. */
import { deleteMachineRow } from '../statements/catalog/delete-machine-row.ts'
import { deleteRevisions } from '../statements/catalog/delete-revisions.ts'
import { isMachineDeleted } from '../statements/catalog/is-machine-deleted.ts'
import { hasExecutions } from '../statements/executions/has-executions.ts'
import type { WriterContext } from './apply-group.ts'

export function openMachineRemoval({ database, payloads }: WriterContext) {
  const isDeleted = isMachineDeleted(database)
  const isUsed = hasExecutions(database)
  const removeRevisions = deleteRevisions(database)
  const remove = deleteMachineRow(database)
  return (machineId: number): void => {
    if (!isDeleted(machineId) || isUsed(machineId)) return
    for (const { definition } of removeRevisions(machineId)) payloads.releaseValue(definition)
    remove(machineId)
  }
}
