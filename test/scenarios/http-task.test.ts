/** HTTP Tasks on the real server, with connections that AWS's SDK has made, which are there after a crash. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { executionEnd } from '../support/execution-end.ts'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'

const secret = 'a-password-that-nobody-sees'

let api: Server
let apiUrl: string
let server: TestServer

before(async () => {
  api = createServer((request, response) => {
    const expected = `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`
    const isKnown = request.headers.authorization === expected
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ welcome: isKnown, tenant: request.headers['x-tenant'] ?? null }))
  }).listen(0, '127.0.0.1')
  await once(api, 'listening')
  apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}/`
  server = await startServer({ command: 'dev' })
})

after(async () => {
  api.close()
  await server.remove()
})

function eventBridge(): EventBridge {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  return new EventBridge({ endpoint: server.endpoint, region: 'us-east-1', credentials })
}

async function makeMachine(name: string, connectionArn: string): Promise<string> {
  const Call = {
    Type: 'Task',
    Resource: 'arn:aws:states:::http:invoke',
    Parameters: { ApiEndpoint: apiUrl, Method: 'GET', InvocationConfig: { ConnectionArn: connectionArn } },
    End: true,
  }
  const { stateMachineArn } = await sdk(server.endpoint).createStateMachine({
    name,
    definition: JSON.stringify({ StartAt: 'Call', States: { Call } }),
    roleArn: 'arn:aws:iam::000000000000:role/test',
  })
  return stateMachineArn!
}

async function run(stateMachineArn: string) {
  const sfn = sdk(server.endpoint)
  const { executionArn } = await sfn.startExecution({ stateMachineArn })
  const ended = await executionEnd(sfn, executionArn!)
  return { ...ended, history: await sfn.getExecutionHistory({ executionArn }) }
}

test('a connection that the API has made lets a task in, also after a crash, and its secret is nowhere', async () => {
  const made = await eventBridge().createConnection({
    Name: 'shop',
    AuthorizationType: 'BASIC',
    AuthParameters: {
      BasicAuthParameters: { Username: 'user', Password: secret },
      InvocationHttpParameters: {
        HeaderParameters: [{ Key: 'X-Tenant', Value: 'blue', IsValueSecret: false }],
      },
    },
  })
  assert.match(made.ConnectionArn!, /^arn:aws:events:us-east-1:\d{12}:connection\/shop\/[0-9a-f-]{36}$/)
  assert.equal(made.ConnectionState, 'AUTHORIZED')
  const machine = await makeMachine('shop', made.ConnectionArn!)
  const first = await run(machine)
  assert.equal(first.status, 'SUCCEEDED', JSON.stringify(first))
  assert.deepEqual(JSON.parse(first.output!).ResponseBody, { welcome: true, tenant: 'blue' })
  await server.kill()
  server = await startServer({ command: 'dev', dataDirectory: server.dataDirectory })
  assert.equal((await run(machine)).status, 'SUCCEEDED')
  const described = await eventBridge().describeConnection({ Name: 'shop' })
  assert.deepEqual(described.AuthParameters?.BasicAuthParameters, { Username: 'user' })
  const { Connections } = await eventBridge().listConnections({})
  assert.deepEqual(
    Connections?.map(({ Name, AuthorizationType }) => [Name, AuthorizationType]),
    [['shop', 'BASIC']],
  )
  const told = JSON.stringify([made, first, described, Connections, server.output()])
  assert(!told.includes(secret) && !told.includes(Buffer.from(`user:${secret}`).toString('base64')))
})

test('a changed connection is used as it is now, and a deleted one is an error that says what to do', async () => {
  const { ConnectionArn: arn } = await eventBridge().createConnection({
    Name: 'changing',
    AuthorizationType: 'BASIC',
    AuthParameters: { BasicAuthParameters: { Username: 'user', Password: 'wrong' } },
  })
  const machine = await makeMachine('changing', arn!)
  assert.equal((await run(machine)).error, 'States.Http.StatusCode.401')
  await eventBridge().updateConnection({
    Name: 'changing',
    AuthParameters: { BasicAuthParameters: { Password: secret } },
  })
  assert.equal((await run(machine)).status, 'SUCCEEDED')
  await eventBridge().deleteConnection({ Name: 'changing' })
  const { error, cause } = await run(machine)
  assert.equal(error, 'Events.ConnectionResource.ResourceNotFound')
  assert.match(cause ?? '', /create-connection --name changing/)
  await assert.rejects(eventBridge().describeConnection({ Name: 'changing' }), {
    name: 'ResourceNotFoundException',
  })
})

test('a connection that lacks what it needs is refused', async () => {
  const given = { Name: 'half', AuthorizationType: 'BASIC', AuthParameters: {} } as const
  await assert.rejects(eventBridge().createConnection(given), { name: 'ValidationException' })
})
