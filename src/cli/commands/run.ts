/** `stepwell run`: runs a definition once, in this process and in memory. */
import { Command } from 'commander'

const examples = `
Runs in this process, with the functions in ./functions; nothing is kept. Prints the output on stdout; ends with
exit code 1 when the execution does not succeed. Waits and retries take the time that they take.

Examples:
  $ stepwell run hello.asl.json
  $ stepwell run order.asl.yaml --input '{"id": 17}' --watch
  $ stepwell run order.asl.json --input @order.json | jq .total`

export interface RunOptions {
  readonly input: string
  readonly name?: string
  readonly watch: boolean
  readonly functions: string
  readonly config?: string
  readonly limits: 'default' | 'aws'
}

export function runCommand(): Command {
  return new Command('run')
    .argument('<file>', 'a definition, as JSON or YAML')
    .description('run a definition once, without a server')
    .option('--input <json>', 'the input as JSON text, or @FILE', '{}')
    .option('--name <name>', "the execution's name")
    .option('--watch', 'print the events as they happen, on stderr', false)
    .option('--functions <dir>', 'Lambda handlers that the definition may call', 'functions')
    .option('--config <file>', 'settings of functions (default: stepwell.config.yaml, if it is there)')
    .option('--limits <profile>', "default, or aws for AWS's quotas", 'default')
    .addHelpText('after', examples)
    .action(async (file: string, options: RunOptions) => {
      const { runDefinition } = await import('../run-definition.ts')
      process.exitCode = await runDefinition(file, options)
    })
}
