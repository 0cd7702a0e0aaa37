/** The options by which a command names a state of an execution, and what is edited there. */
import type { Command } from 'commander'

export interface ChoiceOptions {
  readonly endpoint: string
  readonly from?: string
  readonly occurrence?: string
  readonly event?: string
  readonly input?: string
  readonly variables?: string
  readonly json: boolean
}

export function addChoice(command: Command): Command {
  return command
    .option('--from <state>', 'the name of the state')
    .option('--occurrence <n>', 'the n-th time that it was entered; the last time by default')
    .option('--event <id>', 'any event of the state instead of its name')
    .option('--input <json>', 'the input that the state gets: JSON, or the name of a file')
    .option('--variables <json>', 'variables that are set: a JSON object, or the name of a file')
    .option(
      '--endpoint <url>',
      'the server to ask',
      process.env['STEPWELL_ENDPOINT'] ?? 'http://127.0.0.1:8083',
    )
    .option('--json', 'the answer as JSON', false)
}
