/** `stepwell restore`: a data directory from a backup. */
import { Command } from 'commander'

const examples = `
The data directory has to be new or empty: nothing is written over. Executions go on where they were at the time of
the backup, so tasks that have run since then run again.

Examples:
  $ stepwell restore /backups/monday --data /var/lib/stepwell
  $ stepwell serve --data /var/lib/stepwell`

export function restoreCommand(): Command {
  return new Command('restore')
    .argument('<dir>', 'a backup, made by "stepwell backup"')
    .description('make a data directory from a backup')
    .option('--data <dir>', 'the data directory to make', '.stepwell')
    .addHelpText('after', examples)
    .action(async (source: string, { data }: { readonly data: string }) => {
      const { restoreFrom } = await import('../copy-data.ts')
      restoreFrom(source, data)
    })
}
