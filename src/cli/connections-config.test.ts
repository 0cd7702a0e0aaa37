import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { connectionBook } from './connections.ts'
import { parseConnectionsConfig } from './connections-config.ts'
import { parseAwsRoutes, parseHttpConfig } from './network-config.ts'
import { Place } from './read-yaml.ts'

const section = (text: string, file = 'stepwell.config.yaml') => new Place(file, 'connections', parse(text))
const environment = { KEY: 'key-1', SECRET: 'secret-1' }

test('secrets come from the environment and from files, everything else from the configuration', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-connections-'))
  t.after(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'password'), 'from a file\n')
  const connections = parseConnectionsConfig(
    section(
      `
      stripe: { apiKey: { name: X-Key, value: { env: KEY } } }
      billing: { basic: { username: me, password: { file: password } }, headers: { X-Tenant: blue } }
      crm:
        account: '111111111111'
        oauth:
          endpoint: https://login.example.com/token
          clientId: stepwell
          clientSecret: { env: SECRET }
          body: { audience: crm }
      `,
      join(directory, 'stepwell.config.yaml'),
    ),
    environment,
  )
  const of = (name: string) => connections.get(name)!.connection
  assert.deepEqual(of('stripe').authorization, { kind: 'API_KEY', name: 'X-Key', value: 'key-1' })
  assert.deepEqual(of('billing').authorization, { kind: 'BASIC', username: 'me', password: 'from a file' })
  assert.deepEqual(of('billing').parameters.headers, [{ key: 'X-Tenant', value: 'blue', secret: false }])
  const { authorization } = of('crm')
  assert(authorization.kind === 'OAUTH_CLIENT_CREDENTIALS')
  assert.deepEqual([authorization.method, authorization.clientSecret], ['POST', 'secret-1'])
  assert.equal(connections.get('crm')!.account, '111111111111')
})

for (const [what, text, message] of [
  [
    'a secret that is written out',
    'a: { apiKey: { name: K, value: hush } }',
    /a\.apiKey\.value is a text; expected/,
  ],
  [
    'a variable that is not set',
    'a: { apiKey: { name: K, value: { env: NONE } } }',
    /value\.env is "NONE"; expected/,
  ],
  ['no authorization', 'a: { headers: {} }', /connections\.a has none of them; expected one of basic/],
  ['two authorizations', 'a: { basic: {}, oauth: {} }', /has basic and oauth/],
  ['a name that no ARN has', "'a b': { basic: {} }", /expected a name of letters/],
] as const) {
  test(`${what} is refused with its place, and without the secret`, () => {
    assert.throws(
      () => parseConnectionsConfig(section(text), environment),
      (error: Error) => {
        assert.match(error.message, message)
        assert.doesNotMatch(error.message, /hush/)
        return true
      },
    )
  })
}

test('on a server a configured connection is used by its own account only', async () => {
  const configured = parseConnectionsConfig(
    section('a: { apiKey: { name: K, value: { env: KEY } } }'),
    environment,
  )
  const none = { find: () => Promise.resolve(undefined) }
  const find = (owner: Parameters<typeof connectionBook>[1], account: string) =>
    connectionBook(configured, owner, none).find(
      { name: 'a', account: '999999999999', region: 'us-east-1' },
      { account, region: 'us-east-1' },
    )
  const owner = { account: '111111111111' }
  assert.equal((await find(owner, '111111111111'))?.name, 'a')
  assert.equal(await find(owner, '222222222222'), undefined)
  assert.equal((await find('anybody', '222222222222'))?.name, 'a')
})

test('the networks of HTTP Tasks and the routes of AWS are read, and mistakes named', () => {
  const at = (text: string) => new Place('stepwell.config.yaml', 'http', parse(text))
  assert.deepEqual(parseHttpConfig(at('')), { allow: [], privateNetworks: undefined })
  assert.deepEqual(parseHttpConfig(at('{ allow: [10.0.0.0/8, api.internal], privateNetworks: false }')), {
    allow: ['10.0.0.0/8', 'api.internal'],
    privateNetworks: false,
  })
  assert.throws(
    () => parseHttpConfig(at('{ allow: [10.0.0.0/64] }')),
    /http\.allow\[0\] is "10\.0\.0\.0\/64"; expected a network/,
  )
  assert.throws(() => parseHttpConfig(at('{ privateNetworks: maybe }')), /expected true or false/)
  assert.deepEqual(parseAwsRoutes(at('{ routes: [{ service: s3, endpoint: "http://h:1" }] }')), [
    { service: 's3', endpoint: 'http://h:1' },
  ])
  assert.throws(
    () => parseAwsRoutes(at('{ routes: [{ account: 1 }] }')),
    /expected an account of twelve digits/,
  )
})
