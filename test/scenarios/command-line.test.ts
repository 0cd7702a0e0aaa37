/** The command line as scripts and people use it: the real process, its output, its exit codes. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { sdk } from '../support/sdk.ts'
import { startServer } from '../support/server.ts'

const command = fileURLToPath(new URL('../../bin/stepwell.js', import.meta.url))
const directory = await mkdtemp(join(tmpdir(), 'stepwell-cli-'))
after(() => rm(directory, { recursive: true, force: true }))

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end in the test's directory. */
async function stepwell(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [command, ...args],
      { cwd: directory, encoding: 'utf8' },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}

function definition(states: object, startAt = 'A'): string {
  return JSON.stringify({ StartAt: startAt, States: states })
}

const role = 'arn:aws:iam::000000000000:role/test'

test('the ready line is all that serve says on stdout, and SIGTERM ends it with 0', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  assert.match(server.endpoint, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  assert.equal(await server.stop(), 0)
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'))
  assert.deepEqual(lines, [`stepwell listening on ${server.endpoint}`])
})

test('a server says what is wrong and how to mend it, without a stack', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const { port } = new URL(server.endpoint)
  const other = join(directory, 'other')
  const cases = [
    { args: ['serve', '--data', server.dataDirectory, '--port', '0'], says: /is in use by another server/ },
    { args: ['serve', '--data', other, '--port', port], says: new RegExp(`port ${port} is in use`) },
    { args: ['serve', '--data', other, '--host', '0.0.0.0'], says: /without access keys/ },
    { args: ['serve', '--data', other, '--keys', 'none.yaml'], says: /cannot read none.yaml/ },
    { args: ['serve', '--data', other, '--retention', 'soon'], says: /--retention is "soon"; expected/ },
    { args: ['serve', '--data', other, '--port', 'x'], says: /expected a number from 0 to 65535/ },
    { args: ['serve'], says: /required option '--data <dir>'/ },
    {
      args: ['history', 'none', '--endpoint', server.endpoint],
      says: /no state machine has an execution named "none"/,
    },
    { args: ['history', 'none', '--endpoint', 'http://127.0.0.1:1'], says: /nobody answers at/ },
    {
      args: ['restore', join(directory, 'none'), '--data', join(directory, 'new')],
      says: /There is no backup in/,
    },
    { args: ['backup', join(directory, 'copy'), '--data', 'nowhere'], says: /There is no store in/ },
    {
      args: ['redrive', '--where', 'status = FAILED', '--from', 'Charge'],
      says: /--from is about one execution: name it by its ARN/,
    },
    { args: ['bogus'], says: /unknown command 'bogus'/ },
  ]
  for (const { args, says } of cases) {
    const { code, stderr } = await stepwell(...args)
    assert.equal(code, 1, `${args.join(' ')}: ${stderr}`)
    assert.match(stderr, says)
    assert.doesNotMatch(stderr, /^ {4}at /m, `${args.join(' ')} shows a stack`)
  }
})

test('every command explains itself with examples', async () => {
  const { stdout } = await stepwell('--help')
  const names = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[options\] )?.*$/gm)].map((match) => match[1]!)
  const commands = names.filter((name) => !['help', 'stepwell'].includes(name))
  assert.deepEqual(commands, [
    'dev',
    'serve',
    'validate',
    'graph',
    'run',
    'executions',
    'history',
    'stop',
    'fork',
    'redrive',
    'deploy',
    'doctor',
    'events',
    'backup',
    'restore',
    'keys',
    'version',
  ])
  for (const name of commands) {
    const help = await stepwell(name, '--help')
    assert.equal(help.code, 0)
    assert.match(help.stdout, new RegExp(`Examples?:\\n  \\$ stepwell ${name}`))
  }
})

test('version says the package and the Node that runs it', async () => {
  const { stdout } = await stepwell('version')
  assert.match(stdout, /^stepwell \d+\.\d+\.\d+ \(Node \d+\.\d+\.\d+\)\n$/)
})

test('run prints the output and ends with 0, or says why and ends with 1', async () => {
  const machine = definition({
    A: {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericGreaterThan: 3, Next: 'F' }],
      Default: 'S',
    },
    S: { Type: 'Pass', Parameters: { 'twice.$': 'States.MathAdd($.n, $.n)' }, End: true },
    F: { Type: 'Fail', Error: 'TooBig', Cause: 'n is too big' },
  })
  await writeFile(join(directory, 'choose.asl.json'), machine)
  await writeFile(join(directory, 'big.json'), '{"n": 10}')

  const small = await stepwell('run', 'choose.asl.json', '--input', '{"n": 2}')
  assert.deepEqual(small, { code: 0, stdout: '{"twice":4}\n', stderr: '' })
  const big = await stepwell('run', 'choose.asl.json', '--input', '@big.json')
  assert.equal(big.code, 1)
  assert.match(big.stderr, /FAILED {2}TooBig: n is too big/)
  const watched = await stepwell('run', 'choose.asl.json', '--input', '{"n": 2}', '--watch')
  assert.equal(watched.stdout, '{"twice":4}\n')
  assert.match(watched.stderr, /1 .*ExecutionStarted[\s\S]*PassStateEntered +S[\s\S]*ExecutionSucceeded/)
  const noJson = await stepwell('run', 'choose.asl.json', '--input', '{"n"')
  assert.match(noJson.stderr, /--input is no JSON/)
})

test('run takes YAML and calls the functions of the directory', async () => {
  await stepwellFunction('double.mjs', 'export const handler = async (event) => ({ n: event.n * 2 })')
  const machine = ['StartAt: A', 'States:', '  A:', '    Type: Task', '    Resource: double', '    End: true']
  await writeFile(join(directory, 'double.asl.yaml'), machine.join('\n'))
  const { stdout, stderr } = await stepwell('run', 'double.asl.yaml', '--input', '{"n": 21}')
  assert.equal(stdout, '{"n":42}\n', stderr)
})

async function stepwellFunction(name: string, text: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises')
  await mkdir(join(directory, 'functions'), { recursive: true })
  await writeFile(join(directory, 'functions', name), text)
}

test('history finds an execution by its name and shows what failed, of a server and of its data', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const client = sdk(server.endpoint)
  t.after(() => client.destroy())
  const machine = { A: { Type: 'Pass', InputPath: '$.orders', End: true } }
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: 'failing', roleArn: role, definition: definition(machine) }),
  )
  await client.send(new StartExecutionCommand({ stateMachineArn, name: 'first', input: '{"order":1}' }))
  const running = await stepwell('history', 'first', '--endpoint', server.endpoint)
  assert.equal(running.code, 0, running.stderr)
  assert.match(running.stdout, /execution:failing:first {2}FAILED/)
  assert.match(running.stdout, /1 +0\.\d{3} s {2}ExecutionStarted +\{"order":1\}/)
  assert.match(running.stdout, /ExecutionFailed[^\n]*\n +States\.Runtime: /)
  // AWS's answer does not say it; ours does.
  assert.match(running.stdout, /expression +\$\.orders\n +met +\{"order":1\}\n +did you mean +order\n/)

  const json = await stepwell('history', 'first', '--endpoint', server.endpoint, '--json')
  const lines = json.stdout.trim().split('\n')
  const types = lines.map((line) => (JSON.parse(line) as { type: string }).type)
  assert.deepEqual(types, ['ExecutionStarted', 'PassStateEntered', 'ExecutionFailed'])
  const locked = await stepwell('history', 'first', '--data', server.dataDirectory)
  assert.match(locked.stderr, /is in use by another server/)
  await server.stop()
  const stopped = await stepwell('history', 'first', '--data', server.dataDirectory)
  assert.equal(stopped.stdout, running.stdout)
})

test('a backup of a working server is restored with what was acknowledged before it', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const client = sdk(server.endpoint)
  t.after(() => client.destroy())
  const machine = { A: { Type: 'Pass', Result: 'done', End: true } }
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: 'passing', roleArn: role, definition: definition(machine) }),
  )
  const start = async (name: string): Promise<string> => {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name }))
    return executionArn!
  }
  const before = await Promise.all(Array.from({ length: 100 }, (_, i) => start(`before-${i}`)))
  const underLoad = Promise.all(Array.from({ length: 200 }, (_, i) => start(`during-${i}`)))
  const copy = join(directory, 'copy')
  const restored = join(directory, 'restored')
  assert.equal((await stepwell('backup', copy, '--data', server.dataDirectory)).code, 0)
  await underLoad
  assert.equal((await stepwell('restore', copy, '--data', restored)).code, 0)
  assert.match((await stepwell('restore', copy, '--data', restored)).stderr, /is not empty/)

  const again = await startServer({ dataDirectory: restored })
  t.after(() => again.remove())
  const second = sdk(again.endpoint)
  t.after(() => second.destroy())
  for (const executionArn of before) {
    const { status, output } = await second.send(new DescribeExecutionCommand({ executionArn }))
    assert.equal(`${status} ${output}`, 'SUCCEEDED "done"')
  }
})
