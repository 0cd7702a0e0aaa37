/** `stepwell redrive`: lets an execution that has ended without success go on. */
import { Command } from 'commander'
import { addBulk, type BulkOptions } from './bulk.ts'
import { UserError } from '../user-error.ts'
import { addChoice, type ChoiceOptions } from './choice.ts'

const examples = `
Without --from it goes on where it was cut off, as RedriveExecution of AWS does. With it, it goes on at a state that you
choose, under the same ARN and in the same history; to leave it as it is and try on another execution, see "fork".

With --where, a job on the server redrives what the search finds, as the first form does; without --yes it is only shown.

Examples:
  $ stepwell redrive ARN
  $ stepwell redrive --where 'machine = "orders" and error = "Unreachable" and stoppedAt > -1d' --yes
  $ stepwell redrive ARN --from Charge --input '{"amount": 5}'
  $ stepwell redrive ARN --event 17 --variables '{"customer": "C-9"}'`

const choices = ['from', 'occurrence', 'event', 'input', 'variables'] as const

/** A state of one execution says nothing about others. */
function refuseChoice(options: ChoiceOptions): void {
  const given = choices.find((name) => options[name] !== undefined)
  if (given !== undefined)
    throw new UserError(
      `--${given} is about one execution: name it by its ARN. With --where, each goes on where it was cut off.`,
    )
}

export function redriveCommand(): Command {
  const command = new Command('redrive')
    .argument('[execution]', "an execution's ARN")
    .description('let a failed execution go on, where it was cut off or at a state with edited input')
  return addBulk(addChoice(command))
    .addHelpText('after', examples)
    .action(async (execution: string | undefined, options: ChoiceOptions & BulkOptions) => {
      const { isBulk, runBulk } = await import('../bulk-executions.ts')
      if (isBulk(execution, options)) {
        refuseChoice(options)
        process.exitCode = await runBulk({ kind: 'redrive' }, options)
        return
      }
      const { redriveExecution } = await import('../fork-execution.ts')
      if (execution === undefined)
        throw new UserError('name an execution by its ARN, or those to redrive with --where or --machine.')
      await redriveExecution(execution, options)
    })
}
