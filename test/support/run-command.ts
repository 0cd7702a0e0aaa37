/** Runs `stepwell` to its end, as scripts do. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface CommandEnd {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly workingDirectory: string
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const command = fileURLToPath(new URL('../../bin/stepwell.js', import.meta.url))

/** Variables of whoever runs the tests, which would change what a command does. */
const cleared = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(AWS_|STEPWELL_|SFN_)|_ENDPOINT$/.test(name))
    .map((name) => [name, undefined]),
)

export async function runCommand(
  args: readonly string[],
  { workingDirectory, environment = {} }: CommandOptions,
): Promise<CommandEnd> {
  const env = { ...process.env, ...cleared, NODE_TEST_CONTEXT: undefined, ...environment }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [command, ...args],
      { cwd: workingDirectory, env, encoding: 'utf8' },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}
