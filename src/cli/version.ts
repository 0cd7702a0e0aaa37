/** `stepwell version`, and the version that everything else of the command line shows. */
import { Command } from 'commander'
import { readFileSync } from 'node:fs'

/** The version in package.json, which lies two folders up from the source and from the compiled file alike. */
export function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

export function versionCommand(): Command {
  return new Command('version')
    .description('print the version of Stepwell and of the Node that runs it')
    .addHelpText('after', '\nExample:\n  $ stepwell version')
    .action(() => console.log(`stepwell ${readVersion()} (Node ${process.versions.node})`))
}
