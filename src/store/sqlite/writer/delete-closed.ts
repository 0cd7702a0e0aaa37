/** Deletes one batch of executions that closed before an instant, with all that belongs to them. */
import { openFrameDropping } from './drop-frames.ts'
import { openMachineRemoval } from './remove-machine.ts'
import { closedExecutions, type ClosedExecutionRow } from '../statements/executions/closed-executions.ts'
import { deleteExecution } from '../statements/executions/delete-execution.ts'
import { deleteHistory } from '../statements/history/delete-history.ts'
import { deleteMessages } from '../statements/inbox/delete-messages.ts'
import type { WriterContext } from './apply-group.ts'

export function openDeleteClosed(context: WriterContext) {
  const { database, payloads, tally } = context
  const closed = closedExecutions(database)
  const removeHistory = deleteHistory(database)
  const removeMessages = deleteMessages(database)
  const dropFrames = openFrameDropping(database, payloads)
  const remove = deleteExecution(database)
  const removeMachine = openMachineRemoval(context)

  const deleteOne = ({ id, status, input, output, cause }: ClosedExecutionRow): void => {
    for (const { layout } of removeHistory(id)) payloads.release(layout)
    for (const { layout } of removeMessages(id)) payloads.release(layout)
    for (const value of [input, output, cause]) payloads.releaseValue(value)
    dropFrames(id, { from: 0, to: Number.MAX_SAFE_INTEGER })
    remove(id)
    tally.count(status, -1)
  }

  /** How many it deleted; inside a transaction. */
  return (before: number, limit: number): number => {
    const batch = closed(before, limit)
    batch.forEach(deleteOne)
    for (const machineId of new Set(batch.map((row) => row.machineId))) removeMachine(machineId)
    return batch.length
  }
}
