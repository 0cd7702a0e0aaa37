/** The checks that need no server: each on what is as it should be, and on what is not. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkClock } from './check-clock.ts'
import { checkNode } from './check-node.ts'
import { checkSyncPrefix } from './check-sync-prefix.ts'
import { checkVariables } from './check-variables.ts'
import type { Checkup, ServerAnswer } from './checkup.ts'

const config = {
  directory: '.',
  functions: {},
  triggers: [],
  services: undefined,
  hosts: [],
} as unknown as Checkup['config']

function checkup(parts: Partial<Checkup> = {}): Checkup {
  return {
    endpoint: new URL('http://127.0.0.1:8083'),
    dataDirectory: 'none',
    dataIsNamed: false,
    functionsDirectory: 'none',
    config,
    environment: {},
    server: undefined,
    ...parts,
  }
}

function answering(skewMs: number): ServerAnswer {
  return { status: 200, readiness: 'ready', skewMs }
}

test('Node 24 and newer are right, older ones are a problem', () => {
  assert.equal(checkNode('24.0.0').status, 'ok')
  assert.equal(checkNode('26.1.0').status, 'ok')
  assert.equal(checkNode('22.20.0').status, 'problem')
})

test('clocks may differ by seconds; minutes are a warning, and what no signature survives is a problem', () => {
  const statusAt = (skewMs: number) =>
    checkClock(checkup({ server: answering(skewMs) })).map(({ status }) => status)
  assert.deepEqual(statusAt(900), ['ok'])
  assert.deepEqual(statusAt(-4000), ['ok'])
  assert.deepEqual(statusAt(60_000), ['warning'])
  assert.deepEqual(statusAt(-16 * 60_000), ['problem'])
  assert.match(checkClock(checkup({ server: answering(-60_000) }))[0]!.found, /60 s behind/)
  assert.deepEqual(checkClock(checkup()), [])
})

suite('the variables', () => {
  const statuses = (environment: Readonly<Record<string, string>>) =>
    checkVariables(checkup({ environment })).map(({ check, status }) => `${check} ${status}`)

  const cases: readonly (readonly [
    what: string,
    environment: Readonly<Record<string, string>>,
    expected: readonly string[],
  ])[] = [
    ['none', {}, ['endpoint warning', 'region warning']],
    [
      'of this server, under its other name',
      {
        AWS_ENDPOINT_URL_SFN: 'http://localhost:8083/',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
      },
      ['endpoint ok', 'region ok'],
    ],
    [
      'of all services',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:8083', AWS_REGION: 'r' },
      ['endpoint ok', 'region ok'],
    ],
    [
      'of another server',
      { AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:4566', AWS_DEFAULT_REGION: 'r' },
      ['endpoint warning', 'region ok'],
    ],
    [
      'that are no URL',
      { AWS_ENDPOINT_URL_SFN: 'localhost', AWS_REGION: 'r' },
      ['endpoint problem', 'region ok'],
    ],
    [
      'by a name that nobody reads',
      { AWS_ENDPOINT_URL_STEPFUNCTIONS: 'http://127.0.0.1:8083', AWS_REGION: 'r' },
      ['endpoint problem', 'endpoint warning', 'region ok'],
    ],
    [
      'that are ignored',
      {
        AWS_ENDPOINT_URL: 'http://127.0.0.1:8083',
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
        AWS_REGION: 'r',
      },
      ['endpoint problem', 'region ok'],
    ],
    [
      'of two regions',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:8083', AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' },
      ['endpoint ok', 'region warning'],
    ],
  ]
  for (const [what, environment, expected] of cases) {
    test(what, () => assert.deepEqual(statuses(environment), expected))
  }
})

suite('the sync prefix', () => {
  test('of an address is no host: each client has its own way, and the hosts entry needs a name', async () => {
    const { status, next = [] } = await checkSyncPrefix(checkup())
    assert.equal(status, 'warning')
    assert.ok(next.includes('JavaScript: new SFNClient({ endpoint, disableHostPrefix: true })'))
    assert.ok(
      next.includes("Python (boto3): boto3.client('stepfunctions', config=Config(inject_host_prefix=False))"),
    )
    assert.match(
      next.at(-1)!,
      /the line "127\.0\.0\.1 sync-localhost" in \/etc\/hosts, and http:\/\/localhost:8083 as the endpoint/,
    )
  })

  test('of a name needs an entry for the name', async () => {
    const { next = [] } = await checkSyncPrefix(
      checkup({ endpoint: new URL('http://stepwell.invalid:8083') }),
    )
    assert.match(next.at(-1)!, /an entry for sync-stepwell\.invalid/)
  })

  test('that is turned off by the variable leaves the clients that do not read it', async () => {
    const environment = { AWS_DISABLE_HOST_PREFIX_INJECTION: 'true' }
    const { next = [] } = await checkSyncPrefix(checkup({ environment }))
    assert.ok(next.some((step) => step.startsWith('JavaScript:')))
    assert.ok(!next.some((step) => step.startsWith('Python')))
  })
})
