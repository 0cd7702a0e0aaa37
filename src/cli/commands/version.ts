/** `stepwell version`. */
import { Command } from 'commander'
import { readVersion } from '../read-version.ts'

export function versionCommand(): Command {
  return new Command('version')
    .description('print the version of Stepwell and of the Node that runs it')
    .addHelpText('after', '\nExample:\n  $ stepwell version')
    .action(() => console.log(`stepwell ${readVersion()} (Node ${process.versions.node})`))
}
