/** `stepwell validate`: what is wrong with definitions, and its repair. */
import { Command, Option } from 'commander'
import { readFile, writeFile } from 'node:fs/promises'

const examples = `
Ends with 0 when every definition is valid (warnings do not count), 1 when errors remain, 2 when a file cannot be read.

Examples:
  $ stepwell validate order.asl.json
  $ stepwell validate 'machines/*.asl.json' orders.asl.yaml
  $ stepwell validate order.asl.json --fix
  $ stepwell validate order.asl.json --json | jq '.files[0].diagnostics'`

interface Options {
  readonly fix: boolean
  readonly json: boolean
  readonly type: 'STANDARD' | 'EXPRESS'
}

export function validateCommand(): Command {
  return new Command('validate')
    .argument('<file...>', 'definitions, as JSON or YAML')
    .description('say what is wrong with definitions, and repair what can be repaired')
    .option('--fix', 'write the repaired definitions back', false)
    .option('--json', 'print one JSON document', false)
    .addOption(
      new Option('--type <type>', 'of state machine').choices(['STANDARD', 'EXPRESS']).default('STANDARD'),
    )
    .addHelpText('after', examples)
    .action(async (files: readonly string[], options: Options) => {
      const { validate } = await import('../validate.ts')
      process.exitCode = await validate(
        { files, ...options },
        {
          readFile: (path) => readFile(path, 'utf8'),
          writeFile: (path, text) => writeFile(path, text),
          write: (text) => void process.stdout.write(text),
          isTerminal: process.stdout.isTTY,
        },
      )
    })
}
