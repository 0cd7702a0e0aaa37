/**
 * CloudWatch Logs for the recorded cases: log groups are only names, and what was logged is asked of the server, which
 * keeps the recent log events.
 */
import { setTimeout as sleep } from 'node:timers/promises'

interface Context {
  readonly region: string
  readonly account: string
  readonly endpoint: string
}

interface Entry {
  readonly type: string
}

/** An execution that logs nothing at its end is looked at for so long. */
const patienceMs = 2000
const pauseMs = 100

// oxlint-disable-next-line import/no-default-export -- the runner loads a driver by its default export
export default {
  services: ['logs'],
  start: () => Promise.resolve(),
  create({ name }: { readonly name: string }, { region, account }: Context) {
    return Promise.resolve({ name, arn: `arn:aws:logs:${region}:${account}:log-group:${name}:*` })
  },
  /** `GetExecutionLogEvents`: everything in the group, once the execution has ended. */
  async call(_operation: string, { logGroupName }: { readonly logGroupName: string }, context: Context) {
    const until = Date.now() + patienceMs
    for (;;) {
      const events = await read(logGroupName, context)
      if (Date.now() >= until || hasEnded(events)) return { events }
      await sleep(pauseMs)
    }
  },
  remove: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

async function read(logGroup: string, { endpoint, account, region }: Context): Promise<readonly Entry[]> {
  const query = new URLSearchParams({ logGroup, account, region })
  const answer = await fetch(new URL(`/console/api/log-events?${query.toString()}`, endpoint))
  const { events } = (await answer.json()) as { readonly events: readonly Entry[] }
  return events
}

function hasEnded(events: readonly Entry[]): boolean {
  return /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(events.at(-1)?.type ?? '')
}
