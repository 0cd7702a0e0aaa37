/** `stepwell serve`: the server. */
import { Command } from 'commander'
import { addServeOptions, type ServeOptions } from '../serve-options.ts'

const examples = `
Prints "stepwell listening on http://HOST:PORT" on stdout once it is ready; drains and exits 0 on SIGTERM.
Without --keys it serves everybody, so it refuses to listen anywhere but on the loopback address unless --open says so.

Examples:
  $ stepwell serve --data /var/lib/stepwell
  $ stepwell serve --data /data --host 0.0.0.0 --keys keys.yaml
  $ stepwell serve --data ./data --port 0 --limits aws --retention forever
  $ aws stepfunctions list-state-machines --endpoint-url http://127.0.0.1:8083`

export function serveCommand(): Command {
  const command = new Command('serve').description('run a server')
  return addServeOptions(command, { logLevel: 'info' })
    .addHelpText('after', examples)
    .action(async (options: ServeOptions) => {
      const { readSettings } = await import('../read-settings.ts')
      const { runServer } = await import('../run-server.ts')
      await runServer(readSettings(options, false), options.logLevel)
    })
}
