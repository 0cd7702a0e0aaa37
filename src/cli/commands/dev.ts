/** `stepwell dev`: a server for a laptop, with local S3, SQS and SNS, and functions that reload. */
import { Command } from 'commander'
import { addServeOptions, type ServeOptions } from '../serve-options.ts'

const examples = `
The same as serve, with defaults for a laptop: data under ./.stepwell, functions under ./functions (loaded again when
they change), and local S3, SQS and SNS (in a process of their own), unless AWS_ENDPOINT_URL or
AWS_ENDPOINT_URL_S3, _SQS, _SNS name others.

Examples:
  $ stepwell dev
  $ stepwell dev --port 9000 --functions src/functions
  $ aws s3 cp photo.jpg s3://uploads/ --endpoint-url URL     (the URL is printed at the start)`

export function devCommand(): Command {
  const command = new Command('dev').description('run a server for a laptop, with local S3, SQS and SNS')
  return addServeOptions(command, { data: '.stepwell', logLevel: 'warn' })
    .addHelpText('after', examples)
    .action(async (options: ServeOptions) => {
      const { readSettings } = await import('../read-settings.ts')
      const { runServer } = await import('../run-server.ts')
      await runServer(readSettings(options, true), options.logLevel)
    })
}
