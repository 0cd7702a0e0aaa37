/** `stepwell doctor`: what is wrong between a client and the server, and how to mend it. */
import { Command } from 'commander'
import type { DoctorOptions } from '../doctor/doctor.ts'

const examples = `
One line for each check: ok, a warning, or a problem, with what was found, what was expected and what to do. Looks at Node,
the data directory, the server, the clocks, the AWS_* variables, the credentials, the host name that SDKs make for
StartSyncExecution and TestState, the services of AWS_ENDPOINT_URL_*, and the functions (each is loaded, none is
called). Nothing is changed. The exit code is 1 where there is a problem.

Examples:
  $ stepwell doctor
  $ stepwell doctor --endpoint http://stepwell.internal:8083
  $ stepwell doctor --data /var/lib/stepwell --json | jq '.findings[] | select(.status != "ok")'`

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check the set-up, and say how to mend it')
    .option(
      '--endpoint <url>',
      'the server to check',
      process.env['STEPWELL_ENDPOINT'] ?? 'http://127.0.0.1:8083',
    )
    .option('--data <dir>', "the server's data directory (default: .stepwell)")
    .option('--functions <dir>', 'where the server finds functions', 'functions')
    .option('--config <file>', 'settings of functions (default: stepwell.config.yaml, if it is there)')
    .option('--json', 'one JSON document', false)
    .addHelpText('after', examples)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('../doctor/doctor.ts')
      process.exitCode = await doctor(options)
    })
}
