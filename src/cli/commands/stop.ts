/** `stepwell stop`: stops one execution, or all that a search finds. */
import { Command } from 'commander'
import { addBulk, type BulkOptions } from './bulk.ts'

const examples = `
With --where, a job on the server stops what the search finds: what is found is shown first, and --yes begins. The job goes
on by itself, also after a restart of the server; this command waits for it, and Ctrl-C leaves it running.

Examples:
  $ stepwell stop ARN
  $ stepwell stop --where 'machine = "orders" and startedAt < -7d'
  $ stepwell stop --where 'input.customer = "C-9"' --error Withdrawn --cause 'the customer is gone' --yes`

export interface StopOptions extends BulkOptions {
  readonly error?: string
  readonly cause?: string
}

export function stopCommand(): Command {
  const command = new Command('stop')
    .argument('[execution]', "an execution's ARN")
    .description('stop an execution, or all that a search finds')
    .option('--error <name>', 'the error that it ends with')
    .option('--cause <text>', 'the cause that it ends with')
    .option(
      '--endpoint <url>',
      'the server to ask',
      process.env['STEPWELL_ENDPOINT'] ?? 'http://127.0.0.1:8083',
    )
    .option('--json', 'the answer as JSON', false)
  return addBulk(command)
    .addHelpText('after', examples)
    .action(async (execution: string | undefined, options: StopOptions) => {
      const { stopExecutions } = await import('../bulk-executions.ts')
      process.exitCode = await stopExecutions(execution, options)
    })
}
