/** `stepwell fork`: a new execution that begins at a state of another one. */
import { Command } from 'commander'
import { addChoice, type ChoiceOptions } from './choice.ts'

const examples = `
The execution is left as it is, in whatever status: the fork is a new execution of the same state machine, which begins
at STATE with the input and the variables that the execution had there. Inside of a Parallel or Map state, branches and
iterations that have ended keep what they gave.

Examples:
  $ stepwell fork ARN --from Charge
  $ stepwell fork ARN --from Charge --input '{"amount": 5}'
  $ stepwell fork ARN --from Charge --occurrence 2 --input corrected.json
  $ stepwell fork ARN --event 17 --variables '{"customer": "C-9"}'
  $ stepwell fork ARN --from Charge --definition order.asl.json   try another definition on it
  $ stepwell fork ARN --from Charge --definition current          what the state machine is now`

export interface ForkOptions extends ChoiceOptions {
  readonly definition?: string
  readonly name?: string
  readonly testCase?: string
}

export function forkCommand(): Command {
  const command = new Command('fork')
    .argument('<execution>', "an execution's ARN")
    .description('start an execution at a state of another one, with edited input')
  return addChoice(command)
    .option('--definition <file>', 'a definition to run instead, or "current": what the state machine is now')
    .option('--name <name>', 'a name for the fork')
    .option('--test-case <name>', 'the test case of the mock configuration that answers for services')
    .addHelpText('after', examples)
    .action(async (execution: string, options: ForkOptions) => {
      const { forkExecution } = await import('../fork-execution.ts')
      await forkExecution(execution, options)
    })
}
