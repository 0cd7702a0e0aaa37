/** The HTTP Task against a real server, on the loopback address. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AslError, awsLimits, defaultLimits, isObject, type Json, type JsonObject, type Outcome } from '#base'
import { integrationContract, taskCall } from '../contract.ts'
import type { TaskAnswer, TaskCall } from '../port.ts'
import { apiUnderTest, type ApiUnderTest } from './api-under-test.ts'
import { noParameters, type Connection, type ConnectionAuthorization } from './connection.ts'
import type { HttpTrace } from './http-trace.ts'
import { httpIntegration } from './http.ts'
import type { NetworkRules } from './network-policy.ts'

let api: ApiUnderTest

before(async () => void (api = await apiUnderTest()))
after(() => api.close())

const connectionArn =
  'arn:aws:events:us-east-1:000000000000:connection/api/81210c42-8af1-456b-9c4a-6ff02fc664ac'
const basic: ConnectionAuthorization = { kind: 'BASIC', username: 'user', password: 'pass word' }
const laptop: NetworkRules = { privateNetworks: true, allow: [] }

function connectionWith(over: Partial<Connection> = {}): Connection {
  return { version: '1', name: 'api', authorization: basic, parameters: noParameters, ...over }
}

interface Around {
  readonly connection?: Connection
  readonly network?: NetworkRules
  readonly limits?: typeof defaultLimits
  readonly now?: () => number
}

function integration({
  connection = connectionWith(),
  network = laptop,
  limits = defaultLimits,
  now,
}: Around = {}) {
  return httpIntegration({
    connections: { find: ({ name }) => Promise.resolve(name === 'api' ? connection : undefined) },
    network,
    limits,
    ...(now && { now }),
  })
}

function parameters(path: string, over: JsonObject = {}): JsonObject {
  return {
    ApiEndpoint: `${api.url}${path}`,
    Method: 'GET',
    InvocationConfig: { ConnectionArn: connectionArn },
    ...over,
  }
}

function invoke(
  given: Json,
  around: Around = {},
  more: Partial<Omit<TaskCall, 'submission'>> = {},
): Promise<Outcome<TaskAnswer>> {
  return integration(around).call(taskCall({ service: 'http', action: 'invoke' }, given, more))
}

async function outputOf(answer: Promise<Outcome<TaskAnswer>>): Promise<JsonObject> {
  const outcome = await answer
  if (outcome instanceof AslError) assert.fail(`${outcome.error}: ${outcome.cause}`)
  assert(isObject(outcome.output))
  return outcome.output
}

async function errorOf(answer: Promise<Outcome<TaskAnswer>>): Promise<AslError> {
  const outcome = await answer
  assert(outcome instanceof AslError, 'expected an error')
  return outcome
}

const last = () => api.received.at(-1)!

integrationContract('http', async () => {
  const own = await apiUnderTest()
  const at = (path: string) => ({
    ApiEndpoint: `${own.url}${path}`,
    Method: 'POST',
    InvocationConfig: { ConnectionArn: connectionArn },
    RequestBody: { a: 1 },
  })
  return {
    integration: integration(),
    action: 'invoke',
    succeeds: at('/json'),
    fails: at('/missing'),
    error: /^States\.Http\.StatusCode\.404$/,
    hangs: at('/hangs'),
    breaks: at('/breaks'),
    broken: /^States\.Http\.Socket$/,
    close: () => own.close(),
  }
})

test('the result has the body as JSON, the headers as lists, and the status', async () => {
  const { Headers, ...rest } = await outputOf(invoke(parameters('/json')))
  assert.equal(JSON.stringify(rest), '{"ResponseBody":{"n":1.0},"StatusCode":201,"StatusText":"Made"}')
  const headers = Headers as JsonObject
  assert.deepEqual(headers['content-type'], ['application/json'])
  assert.deepEqual(headers['x-many'], ['a', 'b'])
})

test('a body that is no JSON is a text', async () => {
  assert.equal((await outputOf(invoke(parameters('/text'))))['ResponseBody'], 'hello')
})

test('a status that is no success is an error with the body as its cause', async () => {
  const { error, cause } = await errorOf(invoke(parameters('/missing')))
  assert.deepEqual([error, cause], ['States.Http.StatusCode.404', '{"why":"nowhere"}'])
})

test('a redirection is not followed', async () => {
  const { error } = await errorOf(invoke(parameters('/moved')))
  assert.equal(error, 'States.Http.StatusCode.302')
  assert.equal(last().path, '/moved')
})

for (const path of ['/image', '/bytes']) {
  test(`an answer that is no text (${path}) fails`, async () => {
    const { error } = await errorOf(invoke(parameters(path)))
    assert.equal(error, 'States.Runtime')
  })
}

test('the request has the headers that AWS sends, the body as JSON, and the parameters in the URL', async () => {
  const given = parameters('/json', {
    Method: 'POST',
    Headers: { Accept: 'a/b', 'X-List': ['1', '2'] },
    QueryParameters: { q: 'a b&c', n: 5, many: ['x', 'y'] },
    RequestBody: { text: 'ä', list: [1] },
  })
  await outputOf(invoke(given, { limits: awsLimits }))
  const { method, path, headers, body } = last()
  assert.equal(method, 'POST')
  assert.equal(path, '/json?q=a+b%26c&n=5&many=x&many=y')
  assert.equal(body, '{"text":"ä","list":[1]}')
  assert.equal(headers['user-agent'], 'Amazon|StepFunctions|HttpInvoke|us-east-1')
  assert.equal(headers['range'], 'bytes=0-262144')
  assert.equal(headers['content-type'], 'application/json; charset=UTF-8')
  assert.equal(headers['transfer-encoding'], 'chunked')
  assert.equal(headers['accept'], 'a/b')
  assert.equal(headers['x-list'], '1, 2')
  assert.equal(headers['authorization'], `Basic ${Buffer.from('user:pass word').toString('base64')}`)
})

for (const [format, body] of [
  ['INDICES', 'a[0]=1&a[1]=x%20y&b[c]=d&e='],
  ['REPEAT', 'a=1&a=x%20y&b[c]=d&e='],
  ['COMMAS', 'a=1,x%20y&b[c]=d&e='],
  ['BRACKETS', 'a[]=1&a[]=x%20y&b[c]=d&e='],
] as const) {
  test(`a body is encoded as a form, with arrays by ${format}`, async () => {
    const given = parameters('/json', {
      Method: 'POST',
      RequestBody: { a: [1, 'x y'], b: { c: 'd' }, e: null },
      Transform: { RequestBodyEncoding: 'URL_ENCODED', RequestEncodingOptions: { ArrayFormat: format } },
    })
    await outputOf(invoke(given))
    assert.equal(last().body, body)
    assert.equal(last().headers['content-type'], 'application/x-www-form-urlencoded')
  })
}

test("the connection's own headers, parameters and body win over the task's", async () => {
  const one = (key: string, value: string) => [{ key, value, secret: true }]
  const connection = connectionWith({
    authorization: { kind: 'API_KEY', name: 'X-Api-Key', value: 'key-1' },
    parameters: { headers: one('X-From', 'connection'), query: one('q', 'theirs'), body: one('b', 'theirs') },
  })
  const given = parameters('/json', {
    Method: 'PUT',
    Headers: { 'x-from': 'task', 'x-api-key': 'mine' },
    QueryParameters: { q: 'mine', p: 'mine' },
    RequestBody: { b: 'mine', c: 'mine' },
  })
  await outputOf(invoke(given, { connection }))
  assert.equal(last().path, '/json?q=theirs&p=mine')
  assert.deepEqual(JSON.parse(last().body), { b: 'theirs', c: 'mine' })
  assert.equal(last().headers['x-from'], 'connection')
  assert.equal(last().headers['x-api-key'], 'key-1')
  const text = await errorOf(invoke({ ...given, RequestBody: 'a text' }, { connection }))
  assert.equal(text.error, 'States.Runtime')
})

const oauth = (endpoint: string): ConnectionAuthorization => ({
  kind: 'OAUTH_CLIENT_CREDENTIALS',
  endpoint,
  method: 'POST',
  clientId: 'client',
  clientSecret: 'client-secret',
  parameters: { headers: [], query: [], body: [{ key: 'audience', value: 'api', secret: false }] },
})

test('a token is fetched once, used until it ends, and fetched anew when the API refuses it', async () => {
  let now = 0
  const connection = connectionWith({ authorization: oauth(`${api.url}/token`) })
  const task = integration({ connection, now: () => now })
  const call = () => task.call(taskCall({ service: 'http', action: 'invoke' }, parameters('/guarded')))
  const earlier = api.tokens.length
  await Promise.all([outputOf(call()), outputOf(call())])
  await outputOf(call())
  assert.equal(api.tokens.length, earlier + 1)
  const request = api.received.find(({ path }) => path === '/token')!
  assert.deepEqual(Object.fromEntries(new URLSearchParams(request.body)), {
    grant_type: 'client_credentials',
    client_id: 'client',
    client_secret: 'client-secret',
    audience: 'api',
  })
  now = 3600_000
  await outputOf(call())
  assert.equal(api.tokens.length, earlier + 2)
  // Somebody else's token makes ours invalid.
  await fetch(`${api.url}/token`, { method: 'POST' })
  assert.equal((await outputOf(call()))['ResponseBody'], 'welcome')
  assert.equal(api.tokens.length, earlier + 4)
})

test('a token endpoint that gives no token is said, without the secret', async () => {
  const connection = connectionWith({ authorization: oauth(`${api.url}/missing`) })
  const { error, cause } = await errorOf(invoke(parameters('/guarded'), { connection }))
  assert.equal(error, 'Events.ConnectionResource.InvalidConnectionState')
  assert.match(cause ?? '', /answered with status 404/)
  assert.doesNotMatch(cause ?? '', /client-secret/)
})

for (const [what, over, message] of [
  ['a header of the protocol', { Headers: { Host: 'x' } }, /The header 'Host' is not supported/],
  ['a header of AWS', { Headers: { 'X-Amz-Date': 'x' } }, /The header 'X-Amz-Date' is not supported/],
  ['credentials in a header', { Headers: { Authorization: 'x' } }, /'Authorization' is not supported/],
  ['another method', { Method: 'TRACE' }, /The value of the field 'Method' has an invalid format/],
  ['credentials in the URL', { ApiEndpoint: 'https://a:b@example.com/' }, /the field 'ApiEndpoint'/],
  ['another protocol', { ApiEndpoint: 'file:///etc/passwd' }, /the field 'ApiEndpoint'/],
  ['no connection', { InvocationConfig: {} }, /The required field 'ConnectionArn' is missing/],
  ['another array format', { Transform: { RequestBodyEncoding: 'XML' } }, /'RequestBodyEncoding'/],
] as const) {
  test(`${what} is refused before anything is sent`, async () => {
    const count = api.received.length
    const { error, cause } = await errorOf(invoke(parameters('/json', over)))
    assert.equal(error, 'States.Runtime')
    assert.match(cause ?? '', message)
    assert.equal(api.received.length, count)
  })
}

test('a connection that is not there is named, with what to do', async () => {
  const arn = connectionArn.replace('/api/', '/other/')
  const given = parameters('/json', { InvocationConfig: { ConnectionArn: arn } })
  const { error, cause } = await errorOf(invoke(given))
  assert.equal(error, 'Events.ConnectionResource.ResourceNotFound')
  assert.match(cause ?? '', /create-connection --name other/)
})

test('an answer that is larger than an output may be is an error', async () => {
  const { error } = await errorOf(invoke(parameters('/large'), { limits: awsLimits }))
  assert.equal(error, 'States.DataLimitExceeded')
  assert.equal(((await outputOf(invoke(parameters('/large'))))['ResponseBody'] as string).length, 300_000)
})

test('a test of the state is shown what went out, without what the connection added, and with it on request', async () => {
  const traces: HttpTrace[] = []
  const connection = connectionWith({
    parameters: { headers: [], query: [{ key: 'k', value: 'hidden-key', secret: true }], body: [] },
  })
  await outputOf(
    invoke(parameters('/json'), { connection }, { inspectHttp: (trace) => void traces.push(trace) }),
  )
  const [{ request, revealedRequest, response }] = traces as [HttpTrace]
  assert.doesNotMatch(JSON.stringify(request), /hidden-key|Basic/)
  assert.match(revealedRequest.url, /k=hidden-key/)
  assert.match(revealedRequest.headers, /authorization: Basic /)
  assert.deepEqual([request.protocol, request.method, response?.statusCode], ['http', 'GET', '201'])
  assert.equal(response?.body, '{"n":1.0}')
})

test('on a server the network around it is not reached, unless it is listed', async () => {
  const closed: NetworkRules = { privateNetworks: false, allow: [] }
  const plain = await errorOf(invoke(parameters('/json'), { network: closed }))
  assert.equal(plain.error, 'States.Runtime')
  assert.match(plain.cause ?? '', /not https/)
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '10.0.0.1', '[::ffff:192.168.0.1]', '0x7f000001']) {
    const given = { ...parameters('/'), ApiEndpoint: `https://${host}:9/` }
    const { error, cause } = await errorOf(invoke(given, { network: closed }))
    assert.equal(error, 'States.Runtime', host)
    assert.match(cause ?? '', /which workflows may not reach/, host)
  }
  for (const allow of ['127.0.0.0/8', '127.0.0.1'])
    await outputOf(invoke(parameters('/json'), { network: { privateNetworks: false, allow: [allow] } }))
  const byName = { ...parameters('/'), ApiEndpoint: api.url.replace('127.0.0.1', 'localhost') + '/json' }
  await outputOf(invoke(byName, { network: { privateNetworks: false, allow: ['localhost'] } }))
})

test("a cloud's metadata is not reached from a laptop either", async () => {
  const given = { ...parameters('/'), ApiEndpoint: 'http://169.254.169.254/latest/meta-data' }
  const { error, cause } = await errorOf(invoke(given))
  assert.equal(error, 'States.Runtime')
  assert.match(cause ?? '', /169\.254\.169\.254 is an address/)
})
