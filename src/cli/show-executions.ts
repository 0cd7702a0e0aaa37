/** `stepwell executions`, without its command line: asks a server and prints what it finds. */
import { UserError } from './user-error.ts'
import type { ExecutionsOptions } from './commands/executions.ts'
import { consoleClient, type ConsoleClient } from './console-client.ts'
import { executionLines, type TableExecution } from './executions-table.ts'

interface Page {
  readonly executions: readonly TableExecution[]
  readonly nextToken?: string
  readonly examined: number
  readonly incomplete: readonly string[]
}

interface Count {
  readonly atLeast: number
  readonly estimate: number
  readonly isExact: boolean
}

interface IndexState {
  readonly behindTurns: number
  readonly behindMs: number
  readonly fields: readonly {
    readonly stateMachine: string
    readonly path: string
    readonly indexed: number
  }[]
}

/** Executions that one request asks for. */
const pageMax = 200
/** Requests that find nothing, after which the search has to be narrowed down. */
const emptyPagesMax = 20

/** Throws UserError where the server refuses the search. */
export async function showExecutions(options: ExecutionsOptions): Promise<void> {
  const client = consoleClient(options.endpoint)
  if (options.index) return showIndex(client, options)
  if (options.count) return showCount(client, options)
  const limit = Number(options.limit)
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new UserError(`--limit is "${options.limit}"; expected a whole number from 1 on.`)
  const { executions, notes } = await find(client, options, limit)
  if (options.json) for (const execution of executions) console.log(JSON.stringify(execution))
  else if (executions.length > 0) for (const line of executionLines(executions)) console.log(line)
  else console.log('no execution was found')
  for (const note of notes) console.error(note)
}

async function find(client: ConsoleClient, options: ExecutionsOptions, limit: number) {
  const executions: TableExecution[] = []
  const notes = new Set<string>()
  let nextToken: string | undefined
  let emptyPages = 0
  do {
    const left = Math.min(pageMax, limit - executions.length)
    const page: Page = await client.send(
      'GET',
      `search?${query(options, { limit: String(left), nextToken })}`,
    )
    executions.push(...page.executions)
    for (const path of page.incomplete) notes.add(`${path} is still being indexed: there may be more.`)
    nextToken = page.nextToken
    emptyPages = page.executions.length === 0 ? emptyPages + 1 : 0
    if (emptyPages === emptyPagesMax) {
      notes.add('the search was given up: many executions were looked at and few found. Add a narrower test.')
      break
    }
  } while (nextToken !== undefined && executions.length < limit)
  if (nextToken !== undefined && executions.length >= limit)
    notes.add(`there may be more than these ${limit}: see --limit and --count.`)
  return { executions, notes }
}

async function showCount(client: ConsoleClient, options: ExecutionsOptions): Promise<void> {
  const count: Count = await client.send('GET', `search/count?${query(options, {})}`)
  console.log(options.json ? JSON.stringify(count) : countText(count))
}

/** The number, or about what it is. */
export function countText({ atLeast, estimate, isExact }: Count): string {
  return isExact ? String(atLeast) : `about ${estimate} (at least ${atLeast})`
}

async function showIndex(client: ConsoleClient, { json }: ExecutionsOptions): Promise<void> {
  const state: IndexState = await client.send('GET', 'search/index')
  if (json) return console.log(JSON.stringify(state))
  const { behindTurns, behindMs, fields } = state
  const behind =
    behindTurns === 0 ? 'up to date' : `${behindTurns} turns and ${(behindMs / 1000).toFixed(1)} s behind`
  console.log(`the index is ${behind}`)
  for (const { stateMachine, path, indexed } of fields)
    console.log(`${stateMachine}  ${path}  ${Math.floor(indexed * 100)} % of the older executions`)
  if (fields.length === 0) console.log('no state machine declares fields: see the tag stepwell:index')
}

function query(
  { where, machine }: ExecutionsOptions,
  more: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries({ where, machine, ...more }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  )
  return new URLSearchParams(given).toString()
}
