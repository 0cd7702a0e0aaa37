/** Which account an execution belongs to: asked only where a turn names a large payload. */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import { machineAccount } from '../statements/catalog/machine-account.ts'
import { executionAccount } from '../statements/executions/execution-account.ts'

export type Accounts = ReturnType<typeof openAccounts>

export function openAccounts(database: DatabaseSync) {
  const ofMachine = machineAccount(database)
  const ofStored = executionAccount(database)
  /** Executions that this group creates: their rows are written after their payloads. */
  let machineIds = new Map<number, number>()

  return {
    begin(): void {
      if (machineIds.size > 0) machineIds = new Map()
    },

    created(executionId: number, machineId: number): void {
      machineIds.set(executionId, machineId)
    },

    ofExecution(executionId: number): string {
      const machineId = machineIds.get(executionId)
      const account = machineId === undefined ? ofStored(executionId) : ofMachine(machineId)
      assert(
        account !== undefined,
        `execution ${executionId} names a payload, but no state machine of it is stored`,
      )
      return account
    },
  }
}
