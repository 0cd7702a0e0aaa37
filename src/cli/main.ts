/**
 * The command line: one file for each command, and no logic but composition.
 *
 * A command loads what it runs when it runs, so `--help` and `version` answer at once. A mistake of the user ends in
 * one message and exit code 1; an error that Stepwell did not expect shows its stack.
 */
import { Command, CommanderError } from 'commander'
import { backupCommand } from './commands/backup.ts'
import { deployCommand } from './commands/deploy.ts'
import { devCommand } from './commands/dev.ts'
import { doctorCommand } from './commands/doctor.ts'
import { eventsCommand } from './commands/events.ts'
import { forkCommand } from './commands/fork.ts'
import { executionsCommand } from './commands/executions.ts'
import { graphCommand } from './commands/graph.ts'
import { historyCommand } from './commands/history.ts'
import { redriveCommand } from './commands/redrive.ts'
import { keysCommand } from './commands/keys.ts'
import { restoreCommand } from './commands/restore.ts'
import { runCommand } from './commands/run.ts'
import { serveCommand } from './commands/serve.ts'
import { stopCommand } from './commands/stop.ts'
import { validateCommand } from './commands/validate.ts'
import { versionCommand } from './commands/version.ts'
import { explainError } from './explain-error.ts'
import { readVersion } from './read-version.ts'

const examples = `
Examples:
  $ stepwell dev                                   a server for your laptop, with local S3, SQS and SNS
  $ stepwell serve --data /var/lib/stepwell        a server
  $ stepwell validate order.asl.json --fix         what is wrong with a definition, and its repair
  $ stepwell graph order.asl.json                  a drawing of it
  $ stepwell run order.asl.json --input '{"id":1}' run a definition once, without a server
  $ stepwell executions --where 'status = FAILED'  the executions that have failed
  $ stepwell history my-execution                  what an execution did, event by event
  $ stepwell fork ARN --from Charge                start another execution at a state of this one
  $ stepwell deploy template.yaml                  a template's state machines and functions, on a server
  $ stepwell doctor                                what is wrong with the set-up, and how to mend it

"stepwell COMMAND --help" tells more about each.`

const program = new Command('stepwell')
  .description('An open, self-hosted, durable implementation of AWS Step Functions.')
  .version(readVersion(), '-V, --version', 'print the version')
  .addHelpText('after', examples)
  .showHelpAfterError('(--help tells what there is)')

const commands = [
  devCommand(),
  serveCommand(),
  validateCommand(),
  graphCommand(),
  runCommand(),
  executionsCommand(),
  historyCommand(),
  stopCommand(),
  forkCommand(),
  redriveCommand(),
  deployCommand(),
  doctorCommand(),
  eventsCommand(),
  backupCommand(),
  restoreCommand(),
  keysCommand(),
  versionCommand(),
]
for (const command of commands) program.addCommand(command.showHelpAfterError('(--help tells more)'))

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(`stepwell: ${explainError(error)}`)
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1
}
