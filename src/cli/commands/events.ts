/** `stepwell events`: events that could not be delivered. */
import { Command } from 'commander'

const examples = `
TARGET is as the listing shows it: status:NAME for a target of stepwell.config.yaml, rule:ACCOUNT:REGION:BUS:RULE:ID for
the target of a rule.

Examples:
  $ stepwell events dead
  $ stepwell events dead --target status:pager --json | jq .error
  $ stepwell events redeliver --target status:pager`

export interface DeadEventsOptions {
  readonly endpoint: string
  readonly target?: string
  readonly json: boolean
}

export function eventsCommand(): Command {
  const dead = withEndpoint(new Command('dead'))
    .description('list events that were given up, the oldest first')
    .option('--json', 'one event a line, as JSON', false)
    .action(async (options: DeadEventsOptions) => {
      const { listDeadEvents } = await import('../dead-events.ts')
      await listDeadEvents(options)
    })
  const redeliver = withEndpoint(new Command('redeliver'))
    .description('send events that were given up again')
    .action(async (options: Omit<DeadEventsOptions, 'json'>) => {
      const { redeliverDeadEvents } = await import('../dead-events.ts')
      await redeliverDeadEvents(options)
    })
  return new Command('events')
    .description('look at events that could not be delivered, and send them again')
    .addCommand(dead)
    .addCommand(redeliver)
    .addHelpText('after', examples)
}

function withEndpoint(command: Command): Command {
  return command
    .option(
      '--endpoint <url>',
      'the server to ask',
      process.env['STEPWELL_ENDPOINT'] ?? 'http://127.0.0.1:8083',
    )
    .option('--target <target>', 'only those of one target')
}
