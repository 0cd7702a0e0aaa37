/** `stepwell history`: what an execution did, event by event. */
import { Command } from 'commander'
import { ApiError, apiClient, type ApiClient } from './api-client.ts'
import { historyHeading, historyLines, type TableEvent } from './history-table.ts'
import { UserError } from './user-error.ts'

const examples = `
NAME is looked for in every state machine of the account; an ARN names one execution exactly.

Examples:
  $ stepwell history order-17
  $ stepwell history arn:aws:states:us-east-1:000000000000:execution:orders:order-17
  $ stepwell history order-17 --endpoint http://stepwell.internal:8083
  $ stepwell history order-17 --json | jq .type`

const eventsPerPage = 1000
const machinesPerPage = 100

interface Options {
  readonly endpoint: string
  readonly json: boolean
}

interface Description {
  readonly executionArn: string
  readonly status: string
  readonly startDate: number
  readonly output?: string
  readonly error?: string
  readonly cause?: string
}

export function historyCommand(): Command {
  return new Command('history')
    .argument('<execution>', "an execution's ARN or name")
    .description('show what an execution did, event by event')
    .option(
      '--endpoint <url>',
      'the server to ask',
      process.env['STEPWELL_ENDPOINT'] ?? 'http://127.0.0.1:8083',
    )
    .option('--json', 'one event a line, as JSON', false)
    .addHelpText('after', examples)
    .action(async (execution: string, options: Options) => {
      const api = apiClient(options.endpoint)
      const description = await describe(api, execution)
      if (!options.json)
        console.log(`${description.executionArn}  ${description.status}\n${historyHeading()}`)
      for await (const events of pages(api, description.executionArn)) {
        const lines = options.json
          ? events.map((event) => JSON.stringify(event))
          : historyLines(events, description.startDate * 1000)
        for (const line of lines) console.log(line)
      }
    })
}

/** The execution that an ARN or a name means. Throws UserError where there is none, or several of that name. */
async function describe(api: ApiClient, execution: string): Promise<Description> {
  if (execution.startsWith('arn:')) return api.send('DescribeExecution', { executionArn: execution })
  const found: Description[] = []
  for await (const machineArn of machineArns(api)) {
    const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${execution}`
    const description = await api
      .send<Description>('DescribeExecution', { executionArn })
      .catch((error: unknown) => {
        if (error instanceof ApiError && /^(ExecutionDoesNotExist|InvalidArn)$/.test(error.code))
          return undefined
        throw error
      })
    if (description) found.push(description)
  }
  const [first, second] = found
  if (first === undefined) {
    throw new UserError(
      `no state machine has an execution named "${execution}"; "aws stepfunctions list-executions" lists them.`,
    )
  }
  if (second !== undefined) {
    throw new UserError(
      `several executions are named "${execution}"; name one by its ARN:\n${found.map((one) => `  ${one.executionArn}`).join('\n')}`,
    )
  }
  return first
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

async function* pages(api: ApiClient, executionArn: string): AsyncGenerator<readonly TableEvent[]> {
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
