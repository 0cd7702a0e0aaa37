/** `stepwell history`, without its command line: asks a source for an execution and prints what it did. */
import type { HistoryOptions } from './commands/history.ts'
import { historyHeading, historyLines, type TableEvent } from './history-table.ts'
import { UserError } from './user-error.ts'

/** Where histories come from: a running server, or the data directory of a stopped one. */
export interface HistorySource {
  /** The executions that an ARN or a name means: none, one, or several of one name. */
  find(execution: string): Promise<readonly FoundExecution[]>
  /** All its events, a page at a time. */
  events(executionArn: string): AsyncIterable<readonly TableEvent[]>
  close(): Promise<void>
}

export interface FoundExecution {
  readonly executionArn: string
  readonly status: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** Prints the events of an execution. Throws UserError where there is none, or several of that name. */
export async function showHistory(execution: string, options: HistoryOptions): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const source = await openSource(options)
  opened.defer(() => source.close())
  const { executionArn, status, startedAt } = onlyOne(execution, await source.find(execution))
  if (!options.json) console.log(`${executionArn}  ${status}\n${historyHeading()}`)
  for await (const events of source.events(executionArn)) {
    const lines = options.json
      ? events.map((event) => JSON.stringify(event))
      : historyLines(events, startedAt)
    for (const line of lines) console.log(line)
  }
}

async function openSource({ data, endpoint, encryptionKeys }: HistoryOptions): Promise<HistorySource> {
  if (data === undefined) return (await import('./server-history.ts')).serverHistory(endpoint)
  return (await import('./stored-history.ts')).openStoredHistory(data, encryptionKeys)
}

function onlyOne(execution: string, found: readonly FoundExecution[]): FoundExecution {
  const [first, second] = found
  if (first === undefined) {
    throw new UserError(
      `no state machine has an execution named "${execution}"; "aws stepfunctions list-executions" lists them.`,
    )
  }
  if (second === undefined) return first
  const arns = found.map(({ executionArn }) => `  ${executionArn}`).join('\n')
  throw new UserError(`several executions are named "${execution}"; name one by its ARN:\n${arns}`)
}
