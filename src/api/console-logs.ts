/**
 * What the console knows of Express executions: their recent log events, which are all the history that they have.
 *
 * A log event is there as long as the server keeps it in memory, and only where the state machine's logging
 * configuration asks for it.
 */
import { parseArn, type Namespace } from '#base'
import { logEntryOf, type Engine, type LogEvent } from '#engine'
import { ExecutionDoesNotExist } from './errors.ts'
import { checkExpressArn } from './resource-arn.ts'

const executionsMax = 100
const entriesMax = 10_000

/** The events of one execution from an id on, in the form of the console's histories. Throws ExecutionDoesNotExist. */
export function expressHistory(
  engine: Engine,
  wanted: { readonly arn: string; readonly account: string; readonly from: number; readonly limit: number },
): object {
  const arn = checkExpressArn(wanted.arn)
  const events = parseArn(arn)?.account === wanted.account ? engine.logEvents(arn) : []
  const last = events.at(-1)
  if (!last) throw new ExecutionDoesNotExist(arn)
  const { error, cause } = (last.entry.details ?? {}) as { readonly error?: string; readonly cause?: string }
  const status = statusAfter(last)
  const page = events.filter(({ entry }) => entry.id >= wanted.from).slice(0, wanted.limit)
  return {
    execution: { arn, status, ...(status !== 'RUNNING' && { error, cause }) },
    events: page.map(({ entry: { id, type, timestamp, details, teaching } }) => {
      return { id, type, at: timestamp, details, teaching }
    }),
  }
}

/** The executions of a name that have logged something, the latest first. */
export function loggedExecutions(engine: Engine, at: Namespace, name: string): object {
  const found: { readonly arn: string; readonly status: string; readonly startedAt: number }[] = []
  for (const arn of engine.loggedExecutions()) {
    if (!isAt(arn, at) || parseArn(arn)!.resource.split(':')[2] !== name) continue
    const events = engine.logEvents(arn)
    found.push({ arn, status: statusAfter(events.at(-1)!), startedAt: events[0]!.entry.timestamp })
    if (found.length === executionsMax) break
  }
  return { executions: found }
}

/** What was logged for a log group, by its ARN or name, as CloudWatch Logs would have it: the earliest first. */
export function logEntries(engine: Engine, at: Namespace, logGroup: string): object {
  const found: LogEvent[] = []
  for (const arn of engine.loggedExecutions()) {
    if (!isAt(arn, at)) continue
    for (const event of engine.logEvents(arn)) if (isOf(event, logGroup)) found.push(event)
    if (found.length >= entriesMax) break
  }
  found.sort((a, b) => a.entry.timestamp - b.entry.timestamp || a.entry.id - b.entry.id)
  return { events: found.slice(-entriesMax).map(logEntryOf) }
}

function isAt(arn: string, { account, region }: Namespace): boolean {
  const parsed = parseArn(arn)
  return parsed?.account === account && parsed.region === region
}

function isOf({ logGroupArn }: LogEvent, logGroup: string): boolean {
  return logGroupArn === logGroup || parseArn(logGroupArn)?.resource === `log-group:${logGroup}:*`
}

const statuses: Readonly<Record<string, string>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
}

function statusAfter({ entry }: LogEvent): string {
  return statuses[entry.type] ?? 'RUNNING'
}
