/** The options by which a command acts on all executions that a search finds. */
import type { Command } from 'commander'

export interface BulkOptions {
  readonly endpoint: string
  readonly where?: string
  readonly machine?: string
  readonly yes: boolean
  readonly json: boolean
}

export function addBulk(command: Command): Command {
  return command
    .option('--where <search>', 'all executions that the search finds ("stepwell executions --help")')
    .option('--machine <name>', 'all, or those that are searched for, of one state machine')
    .option('--yes', 'do it; without it, what would be done is shown', false)
}
