/** Histories in the data directory of a server that is not running. */
import { defaultNamespace } from '#api'
import { parseArn, parseExecutionArn } from '#base'
import { executionArnOf, readHistory } from '#engine'
import type { ExecutionRecord, MachineRecord, Store } from '#store'
import { openSqliteStore } from '#store/sqlite'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FoundExecution, HistorySource } from './show-history.ts'
import { readKeyringFile } from './keyring-file.ts'
import { UserError } from './user-error.ts'

const eventsPerPage = 1000
const machinesPerPage = 100

/** Throws UserError where there is no such directory, StoreLocked where a server has it. */
export async function openStoredHistory(
  dataDirectory: string,
  encryptionKeys?: string,
): Promise<HistorySource> {
  const directory = resolve(dataDirectory)
  if (!existsSync(directory))
    throw new UserError(`there is no data directory ${directory}; name one with --data.`)
  const store = await openSqliteStore({
    directory,
    keyring: encryptionKeys === undefined ? undefined : readKeyringFile(encryptionKeys),
  })
  const records = new Map<string, ExecutionRecord>()
  return {
    async find(execution) {
      for (const record of await find(store, execution)) records.set(found(record).executionArn, record)
      return [...records.values()].map(found)
    },
    async *events(arn) {
      const execution = records.get(arn)!
      for (let from = 1; ;) {
        const events = await readHistory(store, { execution, from, limit: eventsPerPage, reverse: false })
        if (events.length === 0) return
        yield events
        from = events.at(-1)!.id + 1
      }
    },
    close: () => store.close(),
  }
}

function found(record: ExecutionRecord): FoundExecution {
  return { executionArn: executionArnOf(record), status: record.status, startedAt: record.startedAt }
}

/** The executions that an ARN means, or a name in the default account and region. */
async function find(store: Store, execution: string): Promise<readonly ExecutionRecord[]> {
  if (parseArn(execution)?.resource.startsWith('express:')) {
    throw new UserError(
      'an Express execution keeps no history; its log events are in the log of the server, where the loggingConfiguration of its state machine asks for them.',
    )
  }
  const parsed = parseExecutionArn(execution)
  if (parsed === undefined && execution.startsWith('arn:')) {
    throw new UserError(
      `"${execution}" is no ARN of an execution; expected arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME.`,
    )
  }
  const machine = parsed && (await store.machine(parsed, parsed.stateMachineName))
  const machines = parsed ? (machine ? [machine] : []) : await allMachines(store)
  const name = parsed?.name ?? execution
  const ids = await store.findExecutionIds(machines.map(({ id }) => ({ machineId: id, name })))
  const records = await Promise.all(ids.flatMap((id) => (id === undefined ? [] : [store.execution(id)])))
  return records.filter((record) => record !== undefined)
}

async function allMachines(store: Store): Promise<readonly MachineRecord[]> {
  const machines: MachineRecord[] = []
  for (;;) {
    const after = machines.at(-1)?.name
    const page = await store.machines({
      ...defaultNamespace,
      limit: machinesPerPage,
      ...(after === undefined ? {} : { after }),
    })
    machines.push(...page)
    if (page.length < machinesPerPage) return machines
  }
}
