/**
 * Histories of a running server.
 *
 * Events come from the console's API where there is one, since it also has what AWS's answers leave out (the expression
 * that failed, what it met); any other server of the AWS API is asked for AWS's events.
 */
import { parseArn } from '#base'
import { ApiError, apiClient, type ApiClient } from './api-client.ts'
import type { TableEvent } from './history-table.ts'
import type { FoundExecution, HistorySource } from './show-history.ts'
import { UserError } from './user-error.ts'

const eventsPerPage = 1000
const machinesPerPage = 100

export function serverHistory(endpoint: string): HistorySource {
  const api = apiClient(endpoint)
  return {
    find: (execution) => find(api, endpoint, execution),
    async *events(executionArn) {
      let from = 1
      for (;;) {
        const events = await consoleEvents(endpoint, executionArn, from)
        if (events === undefined) break
        if (events.length === 0) return
        yield events
        from = events.at(-1)!.id + 1
      }
      yield* awsEvents(api, executionArn)
    },
    close: () => Promise.resolve(),
  }
}

async function find(api: ApiClient, endpoint: string, execution: string): Promise<readonly FoundExecution[]> {
  if (isExpress(execution)) return findExpress(endpoint, execution)
  if (execution.startsWith('arn:')) return [await describe(api, execution)]
  const found: FoundExecution[] = [...(await loggedExpress(endpoint, execution))]
  for await (const machineArn of machineArns(api)) {
    const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${execution}`
    try {
      found.push(await describe(api, executionArn))
    } catch (error) {
      if (!(error instanceof ApiError) || !/^(ExecutionDoesNotExist|InvalidArn)$/.test(error.code))
        throw error
    }
  }
  return found
}

function isExpress(arn: string): boolean {
  return parseArn(arn)?.resource.startsWith('express:') ?? false
}

/** An Express execution is known by its log events, as long as the server keeps them. Throws UserError. */
async function findExpress(endpoint: string, executionArn: string): Promise<readonly FoundExecution[]> {
  const page = await consolePage<{ execution: { status: string }; events: readonly { at: number }[] }>(
    endpoint,
    'history',
    { arn: executionArn, ...namespaceOf(executionArn) },
  )
  if (page) {
    return [{ executionArn, status: page.execution.status, startedAt: page.events[0]?.at ?? 0 }]
  }
  throw new UserError(
    'nothing is known of this Express execution. It keeps no history but its log events: set the loggingConfiguration of its state machine to the level ALL with includeExecutionData; the recent ones are shown here, all of them are in the log of the server.',
  )
}

async function loggedExpress(endpoint: string, name: string): Promise<readonly FoundExecution[]> {
  const page = await consolePage<{
    executions: readonly { arn: string; status: string; startedAt: number }[]
  }>(endpoint, 'logged-executions', { name })
  const found = page?.executions.filter(({ arn }) => isExpress(arn)) ?? []
  return found.map(({ arn, ...execution }) => ({ executionArn: arn, ...execution }))
}

async function describe(api: ApiClient, executionArn: string): Promise<FoundExecution> {
  const { status, startDate } = await api.send<{ status: string; startDate: number }>('DescribeExecution', {
    executionArn,
  })
  return { executionArn, status, startedAt: startDate * 1000 }
}

/** A page of the console's API; undefined where the server has none, or shows it only to who signs in. */
async function consoleEvents(
  endpoint: string,
  arn: string,
  from: number,
): Promise<readonly TableEvent[] | undefined> {
  const page = await consolePage<{ events: readonly (Omit<TableEvent, 'timestamp'> & { at: number })[] }>(
    endpoint,
    'history',
    { arn, ...namespaceOf(arn), from: String(from) },
  )
  return page?.events.map(({ at, ...event }) => ({ ...event, timestamp: at }))
}

/** What the console's API answers; undefined where there is no such thing, or nobody who answers. */
async function consolePage<T>(
  endpoint: string,
  path: string,
  parameters: Record<string, string>,
): Promise<T | undefined> {
  const query = new URLSearchParams(parameters)
  const url = new URL(`/console/api/${path}?${query.toString()}`, endpoint)
  const answer = await fetch(url).catch(() => undefined)
  if (!answer?.ok || !answer.headers.get('content-type')?.startsWith('application/json')) return undefined
  return (await answer.json()) as T
}

function namespaceOf(arn: string): { readonly account: string; readonly region: string } {
  const { account = '', region = '' } = parseArn(arn) ?? {}
  return { account, region }
}

async function* machineArns(api: ApiClient): AsyncGenerator<string> {
  let nextToken: string | undefined
  do {
    const page: { stateMachines: readonly { stateMachineArn: string }[]; nextToken?: string } =
      await api.send('ListStateMachines', { maxResults: machinesPerPage, nextToken })
    for (const machine of page.stateMachines) yield machine.stateMachineArn
    nextToken = page.nextToken
  } while (nextToken !== undefined)
}

async function* awsEvents(api: ApiClient, executionArn: string): AsyncGenerator<readonly TableEvent[]> {
  let nextToken: string | undefined
  do {
    const page: { events: readonly Readonly<Record<string, unknown>>[]; nextToken?: string } = await api.send(
      'GetExecutionHistory',
      { executionArn, maxResults: eventsPerPage, nextToken, includeExecutionData: true },
    )
    yield page.events.map(readEvent)
    nextToken = page.nextToken
  } while (nextToken !== undefined)
}

/** An event of the API, whose details are in a member named for its type. */
function readEvent(event: Readonly<Record<string, unknown>>): TableEvent {
  const member = Object.keys(event).find((key) => key.endsWith('EventDetails'))
  return {
    id: event['id'] as number,
    type: event['type'] as string,
    timestamp: (event['timestamp'] as number) * 1000,
    ...(member === undefined ? {} : { details: event[member] as Record<string, unknown> }),
  }
}
