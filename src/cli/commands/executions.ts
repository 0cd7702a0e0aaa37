/** `stepwell executions`: finds executions by what is known of them. */
import { Command } from 'commander'

const examples = `
The language of searches: tests joined by and, or, not and parentheses. Fields are status, name, machine, error, startedAt,
stoppedAt, duration, redriven, tag.KEY, and input.PATH and output.PATH as far as a state machine declares them in
its tag stepwell:index. Operators are =, !=, <, <=, >, >=, in (…), between … and …, like "prefix%".

Examples:
  $ stepwell executions
  $ stepwell executions --machine orders --where 'status = FAILED and startedAt > -2h'
  $ stepwell executions --where 'input.orderId = "A-17" and error like "States.%"'
  $ stepwell executions --where 'output.total between 100 and 200' --limit 500 --json | jq .arn
  $ stepwell executions --where 'status = FAILED' --count
  $ stepwell executions --index                     how far the index of declared fields is`

export interface ExecutionsOptions {
  readonly endpoint: string
  readonly where: string
  readonly machine?: string
  readonly limit: string
  readonly count: boolean
  readonly index: boolean
  readonly json: boolean
}

export function executionsCommand(): Command {
  return new Command('executions')
    .description('find executions, the newest first')
    .option('--where <search>', 'which executions; all of them by default', '')
    .option('--machine <name>', 'of one state machine')
    .option('--limit <n>', 'how many at most', '50')
    .option('--count', 'only how many there are', false)
    .option('--index', 'only how far the index of declared fields is', false)
    .option(
      '--endpoint <url>',
      'the server to ask',
      process.env['STEPWELL_ENDPOINT'] ?? 'http://127.0.0.1:8083',
    )
    .option('--json', 'one execution a line, as JSON', false)
    .addHelpText('after', examples)
    .action(async (options: ExecutionsOptions) => {
      const { showExecutions } = await import('../show-executions.ts')
      await showExecutions(options)
    })
}
