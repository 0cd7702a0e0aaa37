/** `stepwell deploy`: the state machines and functions of a template, on a server. */
import { Command } from 'commander'
import type { DeployOptions } from '../deploy/deploy.ts'

const examples = `
TARGET is a CloudFormation or SAM template (YAML or JSON), a cdk.out folder, the folder of a Serverless Framework package,
or a folder that has one of these. State machines, versions, aliases and activities are created or updated on the server;
functions are copied into the functions directory, from which "stepwell dev" runs them. The plan is printed first;
what cannot be done is in it, with the reason. Calls are signed with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

Examples:
  $ stepwell deploy template.yaml
  $ stepwell deploy template.yaml --stack-name orders-dev --parameter Stage=dev
  $ cdk synth && stepwell deploy cdk.out --dry-run
  $ serverless package && stepwell deploy .
  $ stepwell deploy template.yaml --endpoint http://stepwell.internal:8083 --functions /srv/stepwell/functions`

export function deployCommand(): Command {
  return new Command('deploy')
    .argument('<target>', 'a template, or a folder with one')
    .description("create or update a template's state machines and functions")
    .option(
      '--endpoint <url>',
      'the server to deploy to',
      process.env['STEPWELL_ENDPOINT'] ?? 'http://127.0.0.1:8083',
    )
    .option('--region <region>', 'the region to deploy to (default: AWS_REGION, or us-east-1)')
    .option('--stack-name <name>', "the stack's name (default: of the file or its folder)")
    .option('--parameter <name=value>', 'the value of a parameter; as often as needed', collect, [])
    .option('--functions <dir>', 'where the server finds functions', 'functions')
    .option('--config <file>', 'settings of functions (default: stepwell.config.yaml, if it is there)')
    .option('--dry-run', 'print the plan and change nothing', false)
    .option('--json', 'the plan as one JSON document', false)
    .addHelpText('after', examples)
    .action(async (target: string, options: DeployOptions) => {
      const { deploy } = await import('../deploy/deploy.ts')
      process.exitCode = await deploy(target, options)
    })
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
