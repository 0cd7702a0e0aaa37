/** `stepwell backup`: a copy of a data directory, also while a server works on it. */
import { Command } from 'commander'

const examples = `
The copy is a snapshot of what was durable when it began; the server goes on working. DIR has to be new or empty.
The objects and messages of the local services of "dev" are not in it.

Examples:
  $ stepwell backup /backups/monday --data /var/lib/stepwell
  $ stepwell restore /backups/monday --data /var/lib/stepwell-again`

export function backupCommand(): Command {
  return new Command('backup')
    .argument('<dir>', 'where the copy is written')
    .description('copy a data directory, also while a server works on it')
    .option('--data <dir>', 'the data directory', '.stepwell')
    .addHelpText('after', examples)
    .action(async (target: string, { data }: { readonly data: string }) => {
      const { backUp } = await import('../copy-data.ts')
      backUp(data, target)
    })
}
