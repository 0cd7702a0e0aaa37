/** `stepwell doctor` on a set-up that works, and on several that do not. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test, type TestContext } from 'node:test'
import { runCommand } from '../support/run-command.ts'
import { startServer } from '../support/server.ts'
import { writeTree } from '../support/write-tree.ts'

interface Finding {
  readonly check: string
  readonly status: string
  readonly found: string
  readonly expected?: string
  readonly next?: readonly string[]
}

const folder = await mkdtemp(join(tmpdir(), 'stepwell-doctor-'))
after(() => rm(folder, { recursive: true, force: true }))

/** Runs it and gives its findings by check; what is not ok says what was expected and what to do. */
async function doctor(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  workingDirectory = folder,
): Promise<{ readonly code: number; readonly of: (check: string) => Finding }> {
  const { code, stdout, stderr } = await runCommand(['doctor', '--json', ...args], {
    workingDirectory,
    environment,
  })
  assert.equal(stderr, '')
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] }
  for (const { status, expected, next } of findings) {
    if (status === 'ok') continue
    assert.ok(expected !== undefined && next !== undefined && next.length > 0)
  }
  assert.equal(code, findings.some(({ status }) => status === 'problem') ? 1 : 0)
  return {
    code,
    of: (check) =>
      findings.find((finding) => finding.check === check && finding.status !== 'ok') ??
      findings.find((finding) => finding.check === check) ??
      assert.fail(`there is no finding about ${check}`),
  }
}

/** A server that is none of ours, until the test ends. */
async function otherServer(t: TestContext, answer: string): Promise<string> {
  const server = createServer((_request, response) => response.end(answer))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a set-up that works has no problem, and the text ends with a count', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const own = join(folder, 'healthy')
  await writeTree(own, {
    'functions/hello.mjs': 'export const handler = async () => 1\n',
    'functions/ship.py': 'def lambda_handler(event, context):\n    return 1\n',
  })
  const environment = {
    AWS_ENDPOINT_URL_SFN: server.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '111122223333',
    AWS_SECRET_ACCESS_KEY: 'any',
  }
  const args = ['--endpoint', server.endpoint, '--data', server.dataDirectory]
  const { code, of } = await doctor(args, environment, own)
  assert.equal(code, 0)
  for (const check of [
    'node',
    'data',
    'store',
    'lock',
    'server',
    'clock',
    'endpoint',
    'region',
    'credentials',
    'functions',
  ])
    assert.equal(of(check).status, 'ok', JSON.stringify(of(check)))
  assert.match(of('lock').found, new RegExp(`process ${server.processId} has the data directory`))
  assert.match(of('credentials').found, /as account 111122223333/)
  assert.equal(of('functions').found, '2 load')
  assert.equal(of('sync prefix').status, 'warning')

  const { stdout } = await runCommand(['doctor', ...args], { workingDirectory: own, environment })
  assert.match(stdout, /^ok {7}node: Node \d+/)
  assert.match(stdout, /\n0 problems, 1 warning, \d+ ok\n$/)
})

test('keys are asked of the server: a wrong secret and an unknown key are problems with different ways out', async (t) => {
  const keys = join(folder, 'keys.yaml')
  await writeFile(
    keys,
    "keys:\n  - { accessKeyId: AKIDADMIN, secretAccessKey: the-right-secret, account: '111122223333', principal: ada, role: admin }\n",
  )
  const server = await startServer({ arguments: ['--keys', keys] })
  t.after(() => server.remove())
  const at = ['--endpoint', server.endpoint]
  const key = (AWS_ACCESS_KEY_ID: string, AWS_SECRET_ACCESS_KEY: string) => ({
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
  })
  const right = await doctor(at, key('AKIDADMIN', 'the-right-secret'))
  assert.match(right.of('credentials').found, /as account 111122223333/)
  const wrong = await doctor(at, key('AKIDADMIN', 'the-wrong-secret'))
  assert.match(wrong.of('credentials').next![0]!, /Correct AWS_SECRET_ACCESS_KEY/)
  const unknown = await doctor(at, key('AKIDOTHER', 'any-secret'))
  assert.equal(unknown.of('credentials').status, 'problem')
  assert.match(unknown.of('credentials').found, /UnrecognizedClientException/)
  const none = await doctor(at)
  assert.match(none.of('credentials').found, /MissingAuthenticationTokenException/)
  const half = await doctor(at, { AWS_ACCESS_KEY_ID: 'AKIDADMIN' })
  assert.match(half.of('credentials').found, /AWS_SECRET_ACCESS_KEY is not set/)
})

test('another server at the endpoint, or none', async (t) => {
  const other = await otherServer(t, '<html>hello</html>')
  const taken = await doctor(['--endpoint', other])
  assert.equal(taken.of('server').status, 'problem')
  assert.match(taken.of('server').found, /something else answers/)
  const nobody = await doctor(['--endpoint', 'http://127.0.0.1:9'])
  assert.equal(nobody.of('server').status, 'warning')
  assert.match(nobody.of('server').found, /nobody answers/)
})

test('a data directory that is a file, that has no store of ours, or one of a newer release', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  assert.match((await doctor(['--data', file])).of('data').found, /is a file/)
  const broken = join(folder, 'broken')
  await writeTree(broken, {
    'stepwell.db': 'this is no database, and longer than a header of SQLite would be: 100 bytes and some',
  })
  assert.equal((await doctor(['--data', broken])).of('store').status, 'problem')
  const newer = join(folder, 'newer')
  await mkdir(newer)
  const database = new DatabaseSync(join(newer, 'stepwell.db'))
  database.exec('PRAGMA user_version = 9999; PRAGMA application_id = 0x53747077; CREATE TABLE t (x)')
  database.close()
  assert.match((await doctor(['--data', newer])).of('store').found, /layout version 9999/)
})

test('a directory that a server has, though none answers where one was looked for, is told with its process', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const { of } = await doctor(['--data', server.dataDirectory, '--endpoint', 'http://127.0.0.1:9'])
  assert.equal(of('lock').status, 'warning')
  assert.match(of('lock').found, new RegExp(`process ${server.processId} has`))
  await server.stop()
  const free = await doctor(['--data', server.dataDirectory, '--endpoint', 'http://127.0.0.1:9'])
  assert.equal(free.of('lock').found, 'no server has the data directory')
})

test('services that do not answer, variables that are no URL, and mocks that are not there', async (t) => {
  const other = await otherServer(t, '')
  const environment = {
    AWS_ENDPOINT_URL_SQS: other,
    LAMBDA_ENDPOINT: 'http://127.0.0.1:9',
    SFN_MOCK_CONFIG: 'none.json',
  }
  const { code, of } = await doctor([], environment)
  assert.equal(code, 1)
  assert.match(of('service').found, /LAMBDA_ENDPOINT http:\/\/127\.0\.0\.1:9 does not answer/)
  assert.match(of('mocks').found, /none\.json/)
  assert.equal((await doctor([], { AWS_ENDPOINT_URL_SQS: other })).of('service').status, 'ok')
  assert.match((await doctor([], { AWS_ENDPOINT_URL_SNS: 'here' })).of('service').expected!, /a URL such as/)
})

test('a function that cannot be loaded is named with the reason, and none is called', async () => {
  const own = join(folder, 'broken-functions')
  await writeTree(own, {
    'functions/lost.mjs': "import 'a-package-that-is-not-there'\nexport const handler = () => 1\n",
    'functions/bare.js': 'exports.other = () => 1\n',
    'functions/torn.py': 'def handler(event:\n',
    'functions/fine.ts':
      'export const handler = (event: unknown): never => { throw new Error(String(event)) }\n',
  })
  const { stdout, code } = await runCommand(['doctor'], { workingDirectory: own })
  assert.equal(code, 1)
  assert.match(stdout, /ok {7}functions: 1 loads/)
  assert.match(stdout, /problem  functions: lost does not load: .*a-package-that-is-not-there/)
  assert.match(stdout, /problem  functions: bare does not load: .*handler is not exported/)
  assert.match(stdout, /problem  functions: torn does not load: SyntaxError/)
})
