/** `stepwell history`: what an execution did, event by event. */
import { Command } from 'commander'
import { encryptionKeysOption } from '../encryption-keys-option.ts'

const examples = `
NAME is looked for in every state machine of the account; an ARN names one execution exactly. Calls are signed with
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, if they are set.

Examples:
  $ stepwell history order-17
  $ stepwell history arn:aws:states:us-east-1:000000000000:execution:orders:order-17
  $ stepwell history order-17 --endpoint http://stepwell.internal:8083
  $ stepwell history order-17 --data /var/lib/stepwell
  $ stepwell history order-17 --json | jq .type`

export interface HistoryOptions {
  readonly endpoint: string
  readonly data?: string
  readonly encryptionKeys?: string
  readonly json: boolean
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
    .option('--data <dir>', 'read the data directory of a server that is not running')
    .addOption(encryptionKeysOption())
    .option('--json', 'one event a line, as JSON', false)
    .addHelpText('after', examples)
    .action(async (execution: string, options: HistoryOptions) => {
      const { showHistory } = await import('../show-history.ts')
      await showHistory(execution, options)
    })
}
